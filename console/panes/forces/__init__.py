"""力量: teams, 调派 and 商请, experts."""

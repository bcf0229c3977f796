"""What can be done in this room, with names and keys."""

from console.runtime.commands import By, Command

GROUP = "名录"


def _command(key: str, title: str, run: str, keys: str, when: str, help_: str) -> Command:
    return Command(
        f"registers.{key}",
        title,
        By(run),
        keys,
        when=By(when),
        group=GROUP,
        help=help_,
        pane="registers",
        scope="pane",
    )


COMMANDS = [
    _command(
        "find", "名录内筛选", "filter", "Alt+F", "why_no_list", "在本名录里按任何一栏的字词筛选"
    ),
    _command("add", "名录新增", "add", "Alt+N", "why_no_adding", "在选中的名录里新增一条"),
    _command("change", "名录修改", "change", "Alt+E", "why_no_change", "只保存改动过的项"),
    _command(
        "archive", "名录停用", "archive", "Alt+D", "why_no_archive", "写明缘由,停用后历史仍在"
    ),
    _command("restore", "名录恢复", "restore", "Alt+U", "why_no_restore", "停用的重新启用"),
    _command("history", "名录看历史", "history", "Alt+H", "why_no_row", "这一条从何时起改过什么"),
    _command(
        "copy", "名录复制选中行", "copy", "Ctrl+Shift+C", "why_no_row", "连同栏名,可粘贴到表格"
    ),
    _command("columns", "名录选栏", "columns", "Alt+C", "why_no_list", "显示哪几栏,按人记住"),
    _command(
        "archived", "名录看停用的", "toggle_archived", "Alt+A", "why_no_list", "停用的一并列出"
    ),
    _command(
        "reveal", "名录查看全号", "reveal", "Alt+G", "why_no_reveal", "不在班的人看电话须留痕"
    ),
]

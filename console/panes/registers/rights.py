"""What may be done here now, and the sentence that says what is missing where it may not."""

from console.domain.record import dataclass
from console.panes.registers.columns import tr
from console.services.registers import Register, Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """`away`: the chosen record is put away; `full`: telephones stand in full."""

    register: Register | None
    chosen: bool
    away: bool
    allowed: bool
    full: bool

    def listing(self) -> str:
        return "" if self.register is not None else tr("正在读取")

    def row(self) -> str:
        return "" if self.chosen else tr("请先选一条。")

    def adding(self) -> str:
        register = self.register
        if register is None:
            return tr("正在读取")
        if not register.writes:
            return tr("{title}由业务办理时自动记录,只能查看。").format(title=register.title)
        if not register.adds:
            return tr("新的人员请到“值守”的人员登记。")
        return self._mine(register)

    def change(self) -> str:
        register = self.register
        if register is None or not self.chosen:
            return tr("请先选一条。")
        if not register.writes:
            return self.adding()
        if self.away:
            return tr("这一条已停用,请先恢复(Alt+U)。")
        return self._mine(register) or self._hidden(register)

    def archive(self) -> str:
        register = self.register
        if register is None or not self.chosen or not register.writes or self.away:
            return self.change()
        return self._mine(register)

    def restore(self) -> str:
        if self.register is None or not self.chosen:
            return tr("请先选一条。")
        if not self.away:
            return tr("这一条正在使用。停用的先按 Alt+A 列出。")
        return self._mine(self.register)

    def reveal(self) -> str:
        return tr("您在班上,号码已是全号。") if self.full else ""

    def _mine(self, register: Register) -> str:
        if self.allowed:
            return ""
        return tr("您的角色不能修改{title}名录。").format(title=register.title)

    def _hidden(self, register: Register) -> str:
        """Who would type over a number must have seen it."""
        if self.full or all(one.shape is not Shape.PHONE for one in register.fields):
            return ""
        return tr("不在班,改电话前请先“查看全号”(Alt+G)。")

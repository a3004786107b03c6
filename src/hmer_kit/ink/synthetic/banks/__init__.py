"""Banks of symbols: cut from the ink of real people at run time, and what a writer draws from them."""

from __future__ import annotations

from hmer_kit.ink.synthetic.banks.bank import BankUse, SymbolBank
from hmer_kit.ink.synthetic.banks.hands import Specimens
from hmer_kit.ink.synthetic.banks.limits import BankLimits

__all__ = ["BankLimits", "BankUse", "Specimens", "SymbolBank"]

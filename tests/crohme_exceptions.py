"""Files of CROHME whose truth differs from the published caption, or whose MathML differs from the truth, by reason.

Found by ``ink_agreement``. In those that were opened, the file or the caption is at odds with itself.
"""

from __future__ import annotations

from typing import Final

TRUTHS: Final = {
    ("train", "LaTeX that does not parse"): """
        73_Fabricio 73_Frank 73_Nina 73_alfonso 73_carlos 73_caue 73_david 73_edwin 73_fujita 73_herbert
        73_hirata 73_jorge 73_leissi 73_leo 73_maira 73_miguel 73_rosario 73_user0
    """,
    ("train", "function name in letters"): """
        MfrDB1250 MfrDB1252 MfrDB1273 MfrDB1326 MfrDB1688 MfrDB1690 MfrDB1713 MfrDB1841 MfrDB1843 MfrDB1864
        MfrDB1942 MfrDB2211 MfrDB2293 MfrDB2422 MfrDB2502 MfrDB2523 MfrDB2841 MfrDB2909 MfrDB3295 MfrDB3322
        MfrDB3379 MfrDB3471 MfrDB3506 MfrDB3517 MfrDB3529 MfrDB3830
    """,
    ("train", "other symbols"): """
        200922-947-134 200922-1017-3 200922-1017-52 200923-131-245 200923-1251-271 200923-1553-45
        200923-1553-171 200923-1553-191 200923-1553-270 200923-1553-286 200923-1556-149 200923-1556-199
        200924-1312-151 200924-1331-22 200925-1126-210 200926-1617-129 200926-1617-216 2009210-947-185
        2009220-1327-107 form000-equation001 formulaire003-equation039 formulaire012-equation030
        formulaire021-equation072
    """,
    ("train", "scripts of a group"): """
        formulaire009-equation014 formulaire022-equation022 formulaire028-equation054
    """,
    ("test2014", "LaTeX that does not parse"): """
        20_em_27 26_em_99 RIT_2014_191 RIT_2014_216 RIT_2014_309
    """,
    ("test2014", "function name in letters"): """
        RIT_2014_288
    """,
    ("test2014", "limits beside the sign"): """
        31_em_192 34_em_234 35_em_18 37_em_26 502_em_8 511_em_270 512_em_276 513_em_314 518_em_426 RIT_2014_123
        RIT_2014_129 RIT_2014_267
    """,
    ("test2014", "other symbols"): """
        RIT_2014_143 RIT_2014_178 RIT_2014_189 RIT_2014_190 RIT_2014_195 RIT_2014_198
    """,
    ("test2014", "scripts of a group"): """
        20_em_37 26_em_88 34_em_232 502_em_16 510_em_104 516_em_397
    """,
}
"""Truth against caption; what is not named here is the same or differs in fonts."""

RELATIONS: Final = {
    ("train", "LaTeX that does not parse"): """
        73_Fabricio 73_Frank 73_Nina 73_alfonso 73_carlos 73_caue 73_david 73_edwin 73_fujita 73_herbert
        73_hirata 73_jorge 73_leissi 73_leo 73_maira 73_miguel 73_rosario 73_user0
    """,
    ("train", "limits beside the sign"): """
        101_Fabricio 101_Frank 101_Nina 101_alfonso 101_carlos 101_caue 101_danilo 101_david 101_edwin
        101_fujita 101_herbert 101_hirata 101_jorge 101_leissi 101_leo 101_miguel 101_mijail 101_rosario
        101_user0 118_Fabricio 118_Frank 118_Nina 118_alfonso 118_carlos 118_caue 118_david 118_edwin 118_fujita
        118_herbert 118_hirata 118_jorge 118_leissi 118_leo 118_lucelia 118_miguel 118_rosario 118_user0
        124_Fabricio 124_Frank 124_Nina 124_alfonso 124_carlos 124_caue 124_daniel 124_david 124_edwin 124_jorge
        124_leissi 124_leo 124_maira 124_miguel 124_rosario 124_silas 124_user0 200922-949-1 200922-949-12
        200923-1251-35 200924-1312-1 200924-1312-12 200924-1312-199 MfrDB0808 formulaire011-equation057
        formulaire013-equation027 formulaire018-equation044 formulaire021-equation027 formulaire022-equation044
        formulaire027-equation047 formulaire031-equation002
    """,
    ("train", "no relations in the file"): """
        formulaire003-equation038 formulaire004-equation041 formulaire014-equation037 formulaire016-equation039
        formulaire019-equation037 formulaire021-equation032 formulaire021-equation050 formulaire028-equation057
        formulaire034-equation067 formulaire038-equation000
    """,
    ("train", "other structure"): """
        200922-947-36 200922-947-66 200922-947-74 200922-949-66 200922-949-201 200922-1017-74 200923-131-36
        200923-131-202 200923-1251-74 200923-1251-95 200923-1251-179 200923-1251-184 200923-1251-224
        200923-1253-1 200923-1253-36 200923-1253-74 200923-1253-174 200923-1253-273 200923-1254-74
        200923-1254-261 200923-1553-168 200923-1553-202 200923-1553-212 200923-1553-246 200923-1556-66
        200923-1556-74 200923-1556-162 200923-1556-168 200924-1312-29 200924-1312-36 200924-1312-66
        200924-1312-74 200924-1312-111 200924-1312-229 200924-1312-273 200924-1312-283 200924-1331-35
        200924-1331-36 200924-1331-137 200924-1331-266 200925-1126-1 200925-1126-36 200925-1126-74
        200925-1126-141 200926-131-36 200926-131-53 200926-131-208 200926-1550-66 200926-1550-74 200926-1550-76
        200926-1617-1 200926-1617-74 200926-1617-154 2009210-947-53 2009210-947-74 2009210-947-82
        2009210-947-124 2009210-947-126 2009210-947-131 2009210-947-208 2009212-952-36 2009212-952-62
        2009212-952-74 2009212-1031-20 2009213-137-2 2009213-137-62 2009213-137-74 2009213-137-118
        2009213-137-127 2009213-137-158 2009213-137-193 2009213-139-28 2009213-139-36 2009213-139-74
        2009213-139-82 2009220-1327-66 2009220-1327-74 2009220-1327-105 MfrDB1126 MfrDB1434 MfrDB1749 MfrDB1758
        MfrDB1799 MfrDB1812 MfrDB2045 MfrDB2076 MfrDB2272 TrainData2_4_sub_73
    """,
    ("train", "other symbols"): """
        200923-131-164 200923-1254-0 200923-1254-295 200924-1331-126 200925-1126-31 2009212-952-16 MfrDB1250
        MfrDB1252 MfrDB1273 MfrDB1302 MfrDB1326 MfrDB1509 MfrDB1688 MfrDB1690 MfrDB1713 MfrDB1746 MfrDB1841
        MfrDB1843 MfrDB1864 MfrDB1903 MfrDB1942 MfrDB2158 MfrDB2211 MfrDB2293 MfrDB2422 MfrDB2502 MfrDB2523
        MfrDB2841 MfrDB2909 MfrDB3295 MfrDB3322 MfrDB3379 MfrDB3471 MfrDB3506 MfrDB3517 MfrDB3529 MfrDB3830
        form000-equation001 formulaire012-equation030 formulaire021-equation072 formulaire030-equation051
        formulaire034-equation001 formulaire034-equation025 formulaire034-equation072
    """,
    ("test2014", "LaTeX that does not parse"): """
        20_em_27 26_em_99 RIT_2014_191 RIT_2014_216 RIT_2014_309
    """,
    ("test2014", "limits beside the sign"): """
        18_em_5 23_em_59 23_em_72 26_em_77 26_em_84 27_em_102 28_em_126 28_em_144 29_em_161 29_em_171 31_em_175
        31_em_191 31_em_198 32_em_201 34_em_247 35_em_8 35_em_16 36_em_26 36_em_32 36_em_48 37_em_14 37_em_24
        500_em_110 501_em_9 502_em_7 503_em_26 505_em_54 506_em_67 507_em_71 509_em_92 511_em_258 511_em_262
        511_em_269 512_em_290 512_em_293 514_em_334 516_em_379 518_em_414 518_em_434 519_em_462 RIT_2014_123
    """,
    ("test2014", "no relations in the file"): """
        32_em_210 34_em_225 34_em_232 501_em_18 504_em_42 514_em_343
    """,
    ("test2014", "other structure"): """
        RIT_2014_30 RIT_2014_62 RIT_2014_73 RIT_2014_136 RIT_2014_160 RIT_2014_199 RIT_2014_205 RIT_2014_217
        RIT_2014_224 RIT_2014_225 RIT_2014_276 RIT_2014_298
    """,
    ("test2014", "other symbols"): """
        RIT_2014_66 RIT_2014_69 RIT_2014_129 RIT_2014_133 RIT_2014_143 RIT_2014_178 RIT_2014_189 RIT_2014_190
        RIT_2014_195 RIT_2014_198 RIT_2014_288
    """,
}
"""MathML against truth; what is not named here is the same or has other dots."""

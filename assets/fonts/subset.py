"""Cuts the two Inter files that the program embeds from Debian's fonts-inter.

The toolkit has no switch for number features, so the tabular digits, colon,
comma and full stop take the place of the proportional ones in the character
map: a countdown must not jitter. It has none for the height of a line either
(its LineSpacing parts paragraphs only), so the line of 20 to letters of 14 is
set in the metrics. Contextual alternates are left out, because
they would turn a resident's "->" into an arrow.

Run as: python3 subset.py /usr/share/fonts/opentype/inter
"""

import os
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

RANGES = [
    (0x20, 0x7E), (0xA0, 0x24F), (0x2BC, 0x2BC), (0x2C6, 0x2DD), (0x300, 0x30C),
    (0x1E80, 0x1E85), (0x1EF2, 0x1EF3), (0x2010, 0x205F), (0x2070, 0x209C),
    (0x20A0, 0x20C0), (0x2116, 0x2116), (0x2122, 0x2122), (0x215B, 0x215E),
    (0x2190, 0x2199), (0x21A9, 0x21AA), (0x21B5, 0x21B5), (0x21E5, 0x21E5),
    (0x2212, 0x2212), (0x2248, 0x2265), (0x23CE, 0x23CE), (0x2318, 0x2318),
    (0x2325, 0x2325), (0x21E7, 0x21E7), (0x25CF, 0x25CF), (0x2713, 0x2713),
    (0x2717, 0x2717), (0xFB01, 0xFB02), (0xFFFD, 0xFFFD),
]
TABULAR = "0123456789:,."


def tabular_forms(font):
    """Returns the glyph substitutions of the font's tnum feature."""
    gsub = font["GSUB"].table
    forms = {}
    for record in gsub.FeatureList.FeatureRecord:
        if record.FeatureTag != "tnum":
            continue
        for index in record.Feature.LookupListIndex:
            for table in gsub.LookupList.Lookup[index].SubTable:
                forms.update(getattr(table, "ExtSubTable", table).mapping)
    return forms


def one_width(font, characters):
    """Gives the characters one advance: SemiBold's 4 is 3 units narrower."""
    glyphs, metrics = font.getBestCmap(), font["hmtx"]
    width = metrics[glyphs[ord(characters[0])]][0]
    for c in characters:
        metrics[glyphs[ord(c)]] = (width, metrics[glyphs[ord(c)]][1])


def line_height(font, ratio):
    """Sets the distance from line to line, the letters kept in its middle."""
    head, os2 = font["hhea"], font["OS/2"]
    spare = int(ratio * font["head"].unitsPerEm) - (head.ascent - head.descent)
    ascent, descent = head.ascent + spare // 2, head.descent - (spare - spare // 2)
    head.ascent, head.descent, head.lineGap = ascent, descent, 0
    os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap = ascent, descent, 0
    os2.usWinAscent, os2.usWinDescent = ascent, -descent


def cut(source, target):
    font = TTFont(source, recalcTimestamp=False)
    forms, glyphs = tabular_forms(font), dict(font.getBestCmap())
    for table in font["cmap"].tables:
        for c in TABULAR:
            if table.isUnicode() and ord(c) in table.cmap:
                table.cmap[ord(c)] = forms[glyphs[ord(c)]]
    options = subset.Options()
    options.layout_features = ["kern", "mark", "mkmk", "ccmp"]
    options.hinting = False
    options.glyph_names = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[u for a, b in RANGES for u in range(a, b + 1)])
    cutter.subset(font)
    one_width(font, TABULAR[:10])
    one_width(font, TABULAR[10:])
    line_height(font, 20 / 14)
    font.save(target)


for name in ("Inter-Regular.otf", "Inter-SemiBold.otf"):
    cut(os.path.join(sys.argv[1], name), name)

"""An SVG as PNG, by resvg. The fonts come with the project: a bare machine has none, and pictures should look alike."""

from pathlib import Path

import resvg_py

FONTS = [str(Path(__file__).parent / "fonts" / name) for name in ("Inter-Regular.ttf", "Inter-Bold.ttf")]
FAMILY = "Inter"


def png(svg: str, *, width: int) -> bytes:
    """``svg`` drawn ``width`` pixels wide on white; its own size decides the height.

    Raises ValueError when it is no SVG. Nothing outside the text is read, neither files nor addresses.
    """
    return resvg_py.svg_to_bytes(
        svg_string=svg, width=width, background="#ffffff", skip_system_fonts=True, font_files=FONTS,
        font_family=FAMILY, sans_serif_family=FAMILY,
    )  # fmt: skip

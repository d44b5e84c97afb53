"""Pictures for tests, drawn here: nobody's face and nobody's document."""

import io

from PIL import Image, ImageDraw, ImageFilter

SIZE = (1200, 850)


def drawn(size: tuple[int, int] = SIZE, *, paper: int = 220, ink: int = 20, blur: float = 0) -> Image.Image:
    """Lines of text-like bars on paper."""
    image = Image.new("RGB", size, (paper,) * 3)
    pen = ImageDraw.Draw(image)
    for row in range(20, size[1] - 20, 24):
        for place in range(20, size[0] - 20, 17):
            if (row * place) % 5:
                pen.rectangle((place, row, place + 6, row + 10), fill=(ink,) * 3)
    return image.filter(ImageFilter.GaussianBlur(blur)) if blur else image


def encoded(image: Image.Image, media_type: str = "JPEG") -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, media_type)
    return buffer.getvalue()


def pdf(*pages: Image.Image) -> bytes:
    """A PDF with these pages."""
    buffer = io.BytesIO()
    pages[0].save(buffer, "PDF", save_all=True, append_images=pages[1:])
    return buffer.getvalue()


PDF = pdf(drawn((120, 85)))

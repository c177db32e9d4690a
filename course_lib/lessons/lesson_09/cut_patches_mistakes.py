"""The mistakes that the bank of `cut_patches` knows."""

from course_lib.lessons.checking.bank import Misconception
from course_lib.lessons.lesson_09.patch_ways import (
    AVERAGED,
    CHANGED,
    EVERY_PIXEL,
    LESSONS_NUMBERS,
    TURNED_FIRST,
    at,
    beyond,
    columns_first,
    corners,
    counts_exchanged,
    diagonal,
    exchanged,
    far,
    loop,
    moved,
    of,
    rows_of,
    short,
    small,
    square,
    starts,
    strides,
    times_size,
    without_turning,
    wrapped,
)

WRONG = (
    Misconception(
        "down and across exchanged",
        "a row of patches is taken for a place across the image, and a column for one down it: the "
        "first index of the image counts down, image[y, x]",
        **beyond(exchanged, at(exchanged)),
    ),
    Misconception(
        "height and width exchanged",
        "the height decides how many patches stand in a row: image.shape is (height, width), and "
        "patch j is in row j // columns",
        **beyond(counts_exchanged),
    ),
    Misconception(
        "one side for both",
        "height or width decides how many patches there are in both directions: an image need not "
        "be square",
        at(lambda i, s, d: [(y, x) for y in starts(len(i), s, d) for x in starts(len(i), s, d)]),
        also=(
            at(
                lambda i, s, d: [
                    (y, x) for y in starts(len(i.T), s, d) for x in starts(len(i.T), s, d)
                ]
            ),
        ),
    ),
    Misconception(
        "patches column by column",
        "the patches run down each column: they are wanted row by row, so the loop over y is the "
        "outer one",
        at(columns_first),
    ),
    Misconception(
        "pixels column by column",
        "within a patch the pixels run down each column: they are wanted row by row",
        of(lambda p: rows_of(p.swapaxes(2, 3))),
    ),
    Misconception(
        "all column by column",
        "patches and the pixels within them both run column by column, as if the image lay on its "
        "side: both are wanted row by row",
        lambda image, size, stride: loop(image.T, size, stride),
    ),
    Misconception(
        "side by side",
        "the patches stand side by side: each begins stride pixels after the one before, and not "
        "size pixels",
        lambda image, size, stride: loop(image, size, size),
        also=(lambda image, size, stride: loop(image.T, size, size),),
    ),
    Misconception(
        "every pixel",
        "a patch begins at every pixel: the next one begins stride pixels further on",
        EVERY_PIXEL[0],
        also=EVERY_PIXEL[1:],
    ),
    Misconception(
        "the last ones missing",
        "the last patches of a side are missing: range() stops before its end, so that is "
        "H - size + 1",
        short((1, 1)),
        also=(short((1, 0)), short((0, 1)), lambda i, s, d: loop(i[:-1, :-1], s, d)),
    ),
    Misconception(
        "the first ones missing",
        "the first patches are missing: y and x begin at 0",
        of(lambda p: rows_of(p[1:, 1:])),
        also=(of(lambda p: rows_of(p[1:])), of(lambda p: rows_of(p[:, 1:]))),
    ),
    Misconception(
        "one in each place",
        "there are H // stride rows of patches, and the last of them reach beyond the image: the "
        "last patch begins at H - size",
        **beyond(far, at(far, wrapped)),
    ),
    Misconception(
        "a patch of two strides",
        "there are H // stride - 1 rows of patches, which is right only for patches of two "
        "strides: the last patch begins at H - size, range(0, H - size + 1, stride)",
        **beyond(strides, at(strides)),
    ),
    Misconception(
        "the lesson's numbers",
        "8, 4 or 8 columns is written out, as the lesson's images have them: size and stride are "
        "arguments, and image.shape says how many patches there are",
        LESSONS_NUMBERS[0],
        also=LESSONS_NUMBERS[1:],
    ),
    Misconception(
        "places not multiplied",
        "patch (r, c) begins at pixel (r, c): it begins at (r * stride, c * stride)",
        at(moved(lambda r, c, size, stride: (r, c))),
    ),
    Misconception(
        "places times the size",
        "patch (r, c) begins at pixel (r * size, c * size): it begins at (r * stride, c * stride)",
        **beyond(times_size),
    ),
    Misconception(
        "size and stride exchanged",
        "the patches have stride pixels to a side and begin size pixels from each other: it is "
        "the other way round",
        lambda image, size, stride: loop(image, stride, size),
    ),
    Misconception(
        "pieces of the stride",
        "the pieces have stride pixels to a side: a patch has size pixels to a side",
        lambda image, size, stride: loop(image, stride, stride),
        also=(small,),
    ),
    Misconception(
        "a pixel short",
        "the last row and column of each patch are missing: a slice stops before its end, so it "
        "is y : y + size",
        at(corners, lambda image, y, x, size: square(image, y, x, size - 1)),
        also=(
            at(corners, lambda image, y, x, size: image[y : y + size - 1, x : x + size]),
            at(corners, lambda image, y, x, size: image[y : y + size, x : x + size - 1]),
        ),
    ),
    Misconception(
        "squares kept",
        "each patch is still a square, [J, size, size]: its pixels are wanted in one row, by "
        "reshape(-1)",
        of(lambda p: p.reshape(-1, *p.shape[2:])),
    ),
    Misconception(
        "a grid of patches",
        "rows and columns of patches are two axes: they are wanted as one, J",
        of(lambda p: p.reshape(*p.shape[:2], -1)),
        also=(of(lambda p: p),),
    ),
    Misconception(
        "one long row",
        "all pixels of all patches stand in one row: each patch has a row of its own",
        of(lambda p: p.reshape(-1)),
        also=(of(lambda p: p.reshape(-1, p.shape[-1])),),
    ),
    Misconception(
        "a column for each patch",
        "each patch is a column, or was one when it was reshaped: it is to be a row, [J, size * "
        "size], so turn the array by .T",
        of(lambda p: rows_of(p).T),
        also=(of(lambda p: rows_of(p).T.reshape(rows_of(p).shape)),),
    ),
    Misconception(
        "cut by reshape alone",
        "the image is reshaped and never cut: its rows are torn into pieces of size * size "
        "pixels, and a patch holds pixels of several rows",
        lambda image, size, stride: image.reshape(-1, size * size),
        also=(without_turning,),
    ),
    Misconception(
        "from the bottom",
        "the rows of patches begin at the bottom of the image: they are wanted from the top",
        of(lambda p: rows_of(p[::-1])),
        also=(of(lambda p: rows_of(p[::-1, ::-1])),),
    ),
    Misconception(
        "from the right",
        "each row of patches begins at the right: they are wanted from the left",
        of(lambda p: rows_of(p[:, ::-1])),
    ),
    Misconception(
        "the image turned round",
        "the image is upside down or mirrored before it is cut: image[0, 0] is its top left pixel",
        TURNED_FIRST[0],
        also=TURNED_FIRST[1:],
    ),
    Misconception(
        "turned round",
        "each patch is turned round or mirrored, as the filter of a textbook's convolution is: its "
        "pixels stay in their order",
        of(lambda p: rows_of(p[:, :, ::-1, ::-1])),
        also=(of(lambda p: rows_of(p[:, :, ::-1])), of(lambda p: rows_of(p[:, :, :, ::-1]))),
    ),
    Misconception(
        "the diagonal alone",
        "y and x move on together, so that only the patches of a diagonal are cut: every y meets "
        "every x, by one loop in another",
        at(diagonal),
    ),
    Misconception(
        "one strip",
        "only patches along one side are cut: both y and x move on",
        at(lambda image, size, stride: [(0, x) for x in starts(image.shape[1], size, stride)]),
        also=(at(lambda i, size, stride: [(y, 0) for y in starts(i.shape[0], size, stride)]),),
    ),
    Misconception(
        "the same strip again",
        "y or x stays 0 in the slices: patch (r, c) begins at (r * stride, c * stride)",
        at(moved(lambda r, c, size, stride: (0, c * stride))),
        also=(
            at(moved(lambda r, c, size, stride: (r * stride, 0))),
            at(moved(lambda r, c, size, stride: (0, 0))),
        ),
    ),
    Misconception(
        "pixels left out",
        "within a patch only every stride-th pixel is taken: the stride lies between patches",
        lambda image, size, stride: at(
            corners, lambda i, y, x, s: i[y : y + s : stride, x : x + s : stride]
        )(image, size, stride),
    ),
    Misconception(
        "averaged",
        "a patch has become one number, a mean or its first pixel: all its pixels are wanted",
        AVERAGED[0],
        also=AVERAGED[1:],
    ),
    Misconception(
        "other numbers",
        "the numbers of a patch are changed, rounded to whole ones or less their mean: a patch "
        "holds the pixels as they are in the image",
        CHANGED[0],
        also=CHANGED[1:],
    ),
)

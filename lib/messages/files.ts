/** Sentences about files and images. */
export const nl = {
  'files.too-large': 'Dit bestand is groter dan {megabytes} MB. Maak het kleiner of splits het, en probeer opnieuw.',
  'files.not-an-image': 'Dit is geen beeld dat we kunnen gebruiken. Kies een PNG, JPEG, WebP of GIF.',
  'files.too-many-pixels': 'Dit beeld heeft te veel beeldpunten. Verklein het tot hoogstens 6000 bij 6000 en probeer opnieuw.',
};

export const en: Record<keyof typeof nl, string> = {
  'files.too-large': 'This file is larger than {megabytes} MB. Make it smaller or split it, and try again.',
  'files.not-an-image': 'This is no image we can use. Choose a PNG, JPEG, WebP or GIF.',
  'files.too-many-pixels': 'This image has too many pixels. Bring it down to 6000 by 6000 at most and try again.',
};

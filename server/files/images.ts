// Images are decoded and written anew, never passed on: metadata, scripts and files that are two things at once do not survive.
import sharp from 'sharp';
import { Refused } from '../platform/errors.ts';

const formats = ['png', 'jpeg', 'webp', 'gif'];
const widest = 2000;

interface Encoded {
  bytes: Buffer;
  mediaType: 'image/png' | 'image/jpeg';
  width: number;
  height: number;
}

/** PNG where something is transparent, JPEG otherwise: what every mail program shows. */
export async function reencode(bytes: Buffer): Promise<Encoded> {
  // sharp would hand an SVG to its renderer; it is refused before anything reads it
  if (
    /^\s*(<\?xml|<!doctype|<!--|<svg)/i.test(
      bytes
        .subarray(0, 300)
        .toString('latin1')
        .replace(/^\u00ef\u00bb\u00bf/, ''),
    )
  )
    throw new Refused('files.not-an-image', {}, 422);
  try {
    const image = sharp(bytes, { limitInputPixels: 60_000_000, failOn: 'error' });
    const found = await image.metadata();
    if (!formats.includes(found.format)) throw new Refused('files.not-an-image', {}, 422);
    const transparent = found.hasAlpha && !(await image.clone().stats()).isOpaque;
    const sized = image.rotate().resize({ width: widest, height: widest, fit: 'inside', withoutEnlargement: true }).toColourspace('srgb');
    const encoded = transparent
      ? sized.png({ compressionLevel: 9, palette: true })
      : sized.flatten({ background: '#ffffff' }).jpeg({ quality: 84, mozjpeg: true });
    const { data, info } = await encoded.toBuffer({ resolveWithObject: true });
    return { bytes: data, mediaType: transparent ? 'image/png' : 'image/jpeg', width: info.width, height: info.height };
  } catch (error) {
    if (error instanceof Refused) throw error;
    const tooBig = /pixel limit/i.test((error as Error).message);
    throw new Refused(tooBig ? 'files.too-many-pixels' : 'files.not-an-image', {}, 422);
  }
}

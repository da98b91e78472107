// A mailing as content understands it: its blocks with the library's look, footer and images around them.
import { getPurpose, nameOf } from '../consent/consent.ts';
import { reasonOf, type Block, type MailImage, type MailingDraft } from '../content/content.ts';
import { houseStyleOf } from '../delivery/delivery.ts';
import { findImages } from '../files/files.ts';
import type { App } from '../platform/app.ts';
import type { TenantDb } from '../platform/db.ts';
import { getEnvironment } from '../tenants/tenants.ts';
import type { MailingRow } from './queries.ts';

/** Everything compiling needs. An image that is not (any more) the library's own is left out, and the checks say so. */
export async function draftOf(app: App, db: TenantDb, mailing: MailingRow): Promise<MailingDraft> {
  const tenant = await getEnvironment(db, db.tenantId);
  const purpose = mailing.purpose_id === null ? undefined : await getPurpose(db, mailing.purpose_id);
  const style = houseStyleOf(tenant, app.config.publicUrl);
  const blocks = mailing.blocks as Block[];
  const service = purpose?.kind === 'service';
  const named = purpose ? nameOf(purpose, mailing.language === 'en' ? 'en' : 'nl') : style.libraryName;
  return {
    subject: mailing.subject,
    preheader: mailing.preheader,
    blocks,
    houseStyle: { ...style, language: mailing.language },
    language: mailing.language,
    footer: {
      reason: reasonOf({ language: mailing.language, library: style.libraryName, purpose: named, service }),
      unsubscribe: !service,
      view: false,
    },
    images: await imagesOf(app, db, blocks),
  };
}

async function imagesOf(app: App, db: TenantDb, blocks: readonly Block[]): Promise<Record<string, MailImage>> {
  const wanted = blocks
    .flatMap((block) => (block.type === 'columns' ? block.columns.flat() : [block]))
    .flatMap((block) => (block.type === 'image' && block.imageId ? [block.imageId] : []));
  const images = await findImages(app, db, wanted);
  return Object.fromEntries(
    images.map(({ publicId, width, height }) => [publicId, { url: `${app.config.publicUrl}/beeld/${publicId}`, width, height }]),
  );
}

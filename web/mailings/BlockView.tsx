import { useT } from '../ui/language.tsx';
import type { Block, LeafBlock } from './blocks.ts';
import parts from './Mail.module.css';
import { useMailLanguage } from './mail-language.ts';
import { RichView, WithFields } from './RichView.tsx';

/** A block as it looks in the mail, with a word where it is still empty. */
export function BlockView({ block }: { block: LeafBlock }) {
  const t = useT();
  const lang = useMailLanguage();
  switch (block.type) {
    case 'heading':
      return (
        <div className={parts.heading} data-level={block.level} lang={lang}>
          {block.text ? <WithFields text={block.text} /> : <Empty>{t('mailings.empty.heading')}</Empty>}
        </div>
      );
    case 'text':
      return (
        <div className={parts.text} lang={lang}>
          {block.html.replace(/<[^>]*>/g, '').trim() ? (
            <RichView html={block.html} />
          ) : (
            <p>
              <Empty>{t('mailings.empty.text')}</Empty>
            </p>
          )}
        </div>
      );
    case 'image':
      return <ImageView block={block} />;
    case 'button':
      return (
        <div className={parts.buttonRow}>
          <span className={parts.button} lang={lang}>
            {block.label ? <WithFields text={block.label} /> : t('mailings.empty.button')}
          </span>
        </div>
      );
    case 'divider':
      return <div className={parts.divider} />;
  }
}

function Empty({ children }: { children: string }) {
  return <span className={parts.empty}>{children}</span>;
}

/** The address an image is shown from: the library's own, or one on the web. */
export function imageSource(block: Extract<Block, { type: 'image' }>): string {
  return block.imageId ? `/beeld/${block.imageId}` : '';
}

function ImageView({ block }: { block: Extract<Block, { type: 'image' }> }) {
  const t = useT();
  const source = imageSource(block);
  if (!source) {
    return <div className={parts.noImage}>{block.url ? t('mailings.image-elsewhere', { url: block.url }) : t('mailings.empty.image')}</div>;
  }
  return <img className={parts.image} src={source} alt={block.decorative ? '' : block.alt} style={{ maxWidth: `${block.width}%` }} />;
}

/** All blocks of a mail, only to be looked at. */
export function BlocksView({ blocks }: { blocks: readonly Block[] }) {
  return (
    <>
      {blocks.map((block) =>
        block.type === 'columns' ? (
          <div key={block.id} className={parts.columns}>
            {block.columns.map((column, index) => (
              <div key={index}>
                {column.map((one) => (
                  <BlockView key={one.id} block={one} />
                ))}
              </div>
            ))}
          </div>
        ) : (
          <BlockView key={block.id} block={block} />
        ),
      )}
    </>
  );
}

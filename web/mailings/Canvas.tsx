import { Button, Menu, VisuallyHidden } from '@mantine/core';
import { Icon } from '../ui/Icon.tsx';
import { useT } from '../ui/language.tsx';
import { blockTypes, type ColumnsBlock, type LeafBlock } from './blocks.ts';
import { BlockEdit } from './BlockEdit.tsx';
import { BlockFrame } from './BlockFrame.tsx';
import { BlockView } from './BlockView.tsx';
import parts from './Canvas.module.css';
import { useEditor } from './editor-context.ts';

/** The blocks of the mail, each to be selected and changed where it stands. */
export function Canvas() {
  const t = useT();
  const { draft } = useEditor();
  const { blocks } = draft;
  return (
    <div role="group" aria-label={t('mailings.canvas')}>
      <VisuallyHidden component="p" id="block-keys">
        {t('mailings.block-keys')}
      </VisuallyHidden>
      {blocks.length === 0 && <p className={parts.nothing}>{t('mailings.no-blocks')}</p>}
      {blocks.map((block, index) => (
        <BlockFrame key={block.id} block={block} position={index + 1} of={blocks.length}>
          {block.type === 'columns' ? <Columns block={block} /> : <Leaf block={block} />}
        </BlockFrame>
      ))}
    </div>
  );
}

/** What is selected is edited; the rest is looked at. */
function Leaf({ block }: { block: LeafBlock }) {
  const { selected } = useEditor();
  return selected === block.id ? <BlockEdit block={block} /> : <BlockView block={block} />;
}

function Columns({ block }: { block: ColumnsBlock }) {
  const t = useT();
  return (
    <div className={parts.columns}>
      {block.columns.map((column, index) => (
        // columns have no name of their own; their place is their key
        <div key={index} role="group" aria-label={t('mailings.column', { number: index + 1 })} className={parts.column}>
          {column.map((one, at) => (
            <BlockFrame key={one.id} block={one} position={at + 1} of={column.length}>
              <Leaf block={one} />
            </BlockFrame>
          ))}
          <AddInColumn block={block} index={index} />
        </div>
      ))}
    </div>
  );
}

function AddInColumn({ block, index }: { block: ColumnsBlock; index: number }) {
  const t = useT();
  const { add } = useEditor();
  const place = { column: { id: block.id, index }, index: block.columns[index]?.length ?? 0 };
  return (
    <Menu>
      <Menu.Target>
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<Icon name="add" size={14} />}
          aria-label={t('mailings.add-in-column', { number: index + 1 })}
        >
          {t('mailings.add-block')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {blockTypes
          .filter((type) => type !== 'columns')
          .map((type) => (
            <Menu.Item key={type} onClick={() => add(type, place)}>
              {t(`mailings.block.${type}`)}
            </Menu.Item>
          ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** The kinds of block, to be added below what is selected. */
export function Palette() {
  const t = useT();
  const { add } = useEditor();
  return (
    <section className={parts.palette} aria-labelledby="palette">
      <h2 id="palette">{t('mailings.blocks')}</h2>
      <div className={parts.kinds}>
        {blockTypes.map((type) => (
          <Button key={type} justify="flex-start" className={parts.kind} onClick={() => add(type)}>
            {t(`mailings.block.${type}`)}
          </Button>
        ))}
      </div>
    </section>
  );
}

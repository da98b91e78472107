import { Checkbox, SegmentedControl, Select, Slider, Textarea, TextInput } from '@mantine/core';
import { useId, useState } from 'react';
import { hrefSentence } from '../../server/content/contract.ts';
import { Card, Muted } from '../ui/Card.tsx';
import { Fields } from '../ui/Fields.tsx';
import { useT } from '../ui/language.tsx';
import { findBlock, setColumnCount, type Block } from './blocks.ts';
import { useEditor } from './editor-context.ts';
import { mendHref } from './href.ts';
import { ImagePicker } from './ImagePicker.tsx';
import parts from './Editor.module.css';

/** The properties of the selected block. */
export function BlockPanel() {
  const t = useT();
  const { draft, selected } = useEditor();
  const block = selected === undefined ? undefined : findBlock(draft.blocks, selected);
  if (!block) return null;
  return (
    <Card key={block.id} title={t(`mailings.block.${block.type}`)}>
      <Properties block={block} />
    </Card>
  );
}

function Properties({ block }: { block: Block }) {
  const t = useT();
  const { changeBlock } = useEditor();
  switch (block.type) {
    case 'heading':
      return (
        <Select
          label={t('mailings.level')}
          description={t('mailings.level-hint')}
          data={(['1', '2', '3'] as const).map((value) => ({
            value,
            label: t(`mailings.level.${value}`),
          }))}
          value={String(block.level)}
          allowDeselect={false}
          onChange={(level) => changeBlock(block.id, { level: Number(level) as 1 | 2 | 3 })}
        />
      );
    case 'text':
      return <Muted>{t('mailings.text-hint')}</Muted>;
    case 'image':
      return <ImageProperties block={block} />;
    case 'button':
      return <HrefInput blockId={block.id} href={block.href} label={t('mailings.link-address')} />;
    case 'divider':
      return <Muted>{t('mailings.divider-hint')}</Muted>;
    case 'columns':
      return (
        <div>
          <p className={parts.fieldLabel}>{t('mailings.column-count')}</p>
          <SegmentedControl
            aria-label={t('mailings.column-count')}
            data={['2', '3']}
            value={String(block.columns.length)}
            onChange={(count) => changeBlock(block.id, { columns: setColumnCount(block, Number(count) as 2 | 3) })}
          />
          <p className={parts.hint}>{t('mailings.columns-hint')}</p>
        </div>
      );
  }
}

function ImageProperties({ block }: { block: Extract<Block, { type: 'image' }> }) {
  const t = useT();
  const { changeBlock } = useEditor();
  const widthId = useId();
  return (
    <Fields>
      <ImagePicker block={block} />
      <Checkbox
        label={t('mailings.decorative')}
        description={t('mailings.decorative-hint')}
        checked={block.decorative}
        onChange={(event) => changeBlock(block.id, { decorative: event.currentTarget.checked })}
      />
      {!block.decorative && (
        <Textarea
          label={t('mailings.alt')}
          description={t('mailings.alt-hint')}
          value={block.alt}
          maxLength={400}
          autosize
          minRows={2}
          onChange={(event) => changeBlock(block.id, { alt: event.currentTarget.value.replace(/\s*\n\s*/g, ' ') })}
        />
      )}
      <HrefInput blockId={block.id} href={block.href} label={t('mailings.image-link')} />
      <div>
        <p id={widthId} className={parts.fieldLabel}>
          {t('mailings.width')}
        </p>
        <Slider
          min={10}
          max={100}
          step={5}
          value={block.width}
          label={(value) => `${value} %`}
          thumbProps={{ 'aria-labelledby': widthId }}
          onChange={(width) => changeBlock(block.id, { width })}
        />
      </div>
    </Fields>
  );
}

/** An address that is saved once it is right; until then it stays on the screen and is said to be unfinished. */
function HrefInput({ blockId, href, label }: { blockId: string; href: string; label: string }) {
  const t = useT();
  const { changeBlock, unfinished, setUnfinished } = useEditor();
  const [left, setLeft] = useState(blockId in unfinished);
  const typed = unfinished[blockId] ?? href;
  const problem = hrefSentence(typed);
  const change = (text: string) => {
    const wrong = hrefSentence(text) !== undefined;
    setUnfinished(blockId, wrong ? text : undefined);
    if (!wrong) changeBlock(blockId, { href: text });
  };
  return (
    <TextInput
      label={label}
      description={t('mailings.link-hint')}
      placeholder="https://"
      inputMode="url"
      autoComplete="off"
      value={typed}
      error={left && problem ? t(problem) : undefined}
      onChange={(event) => change(event.currentTarget.value)}
      onBlur={() => {
        setLeft(true);
        change(mendHref(typed));
      }}
    />
  );
}

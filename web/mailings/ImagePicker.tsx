import { Button, FileButton, Modal, Progress } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'react-router';
import { listImagesRoute, uploadImage } from '../../server/files/contract.ts';
import { ApiProblem, upload } from '../app/api.ts';
import { useRead } from '../app/ask.ts';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { Icon } from '../ui/Icon.tsx';
import { useT } from '../ui/language.tsx';
import { Loading } from '../ui/Loading.tsx';
import type { Block } from './blocks.ts';
import { useEditor } from './editor-context.ts';
import parts from './ImagePicker.module.css';

type ImageBlock = Extract<Block, { type: 'image' }>;

/** Brings an image from the computer, or takes one that was used before. */
export function ImagePicker({ block }: { block: ImageBlock }) {
  const t = useT();
  const { changeBlock } = useEditor();
  const [opened, { open, close }] = useDisclosure(false);
  const choose = (imageId: string) => changeBlock(block.id, { imageId, url: '' });
  const { start, part, problem } = useUpload(choose);
  return (
    <div className={parts.picker}>
      <ErrorNotice error={problem} />
      {part !== undefined && <Progress value={part * 100} aria-label={t('mailings.uploading')} />}
      <div className={parts.buttons}>
        <FileButton accept="image/png,image/jpeg,image/webp,image/gif" onChange={(file) => file && void start(file)}>
          {(props) => (
            <Button {...props} loading={part !== undefined} leftSection={<Icon name="upload" size={16} />}>
              {t(block.imageId ? 'mailings.image-other' : 'mailings.image-upload')}
            </Button>
          )}
        </FileButton>
        <Button onClick={open}>{t('mailings.image-earlier')}</Button>
      </div>
      <Modal
        opened={opened}
        onClose={close}
        title={t('mailings.image-earlier')}
        size="lg"
        closeButtonProps={{ 'aria-label': t('web.close') }}
      >
        <EarlierImages
          onChoose={(publicId) => {
            close();
            choose(publicId);
          }}
        />
      </Modal>
    </div>
  );
}

function useUpload(onDone: (publicId: string) => void) {
  const environment = useParams().environment!;
  const client = useQueryClient();
  const [part, setPart] = useState<number>();
  const [problem, setProblem] = useState<ApiProblem>();
  const start = async (file: File) => {
    setProblem(undefined);
    setPart(0);
    try {
      const image = await upload(uploadImage, {
        environment,
        query: { name: file.name.slice(0, 300) },
        file,
        onProgress: setPart,
      });
      await client.invalidateQueries({ queryKey: [listImagesRoute.id] });
      onDone(image.publicId);
    } catch (error) {
      if (error instanceof ApiProblem) setProblem(error);
      else throw error;
    } finally {
      setPart(undefined);
    }
  };
  return { start, part, problem };
}

function EarlierImages({ onChoose }: { onChoose: (publicId: string) => void }) {
  const t = useT();
  const list = useRead(listImagesRoute);
  if (!list.data) return list.error ? <ErrorNotice error={list.error} onRetry={() => void list.refetch()} /> : <Loading />;
  if (list.data.images.length === 0) return <p>{t('mailings.image-none')}</p>;
  return (
    <ul className={parts.images}>
      {list.data.images.map(({ publicId, name }) => (
        <li key={publicId}>
          <button type="button" className={parts.image} onClick={() => onChoose(publicId)}>
            <img src={`/beeld/${publicId}`} alt="" loading="lazy" />
            <span>{name}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

import { Button, FileButton, Progress } from '@mantine/core';
import { useState } from 'react';
import { uploadImage } from '../../server/files/contract.ts';
import { changeEnvironmentRoute, readEnvironment } from '../../server/tenants/contract.ts';
import { ApiProblem, upload, type Answer } from '../app/api.ts';
import { useDo } from '../app/ask.ts';
import { Card } from '../ui/Card.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useT } from '../ui/language.tsx';
import { showUndo } from '../ui/toast.tsx';
import parts from './HouseStyle.module.css';

/** The logo above mails and on readers' pages; without one the short name stands there. */
export function LogoCard({ environment }: { environment: Answer<typeof readEnvironment> }) {
  const t = useT();
  const [part, setPart] = useState<number>();
  const [problem, setProblem] = useState<ApiProblem>();
  const save = useDo(changeEnvironmentRoute, { refreshes: [readEnvironment] });
  const { colour, logo } = environment.branding;
  const set = (changed: string | undefined, onSuccess?: () => void) =>
    save.mutate(
      {
        body: {
          branding: { ...(colour ? { colour } : {}), ...(changed ? { logo: changed } : {}) },
        },
      },
      onSuccess ? { onSuccess } : {},
    );
  const take = async (file: File | null) => {
    if (!file) return;
    setProblem(undefined);
    setPart(0);
    try {
      const image = await upload(uploadImage, {
        environment: environment.slug,
        query: { name: file.name, purpose: 'logo' },
        file,
        onProgress: setPart,
      });
      set(image.publicId);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      setProblem(error);
    } finally {
      setPart(undefined);
    }
  };
  const remove = () => set(undefined, () => showUndo(t('web.logo.removed'), { label: t('web.undo'), undo: () => set(logo) }));
  return (
    <Card title={t('web.logo.title')}>
      <ErrorNotice error={problem ?? save.error} />
      <p>{t('web.logo.why')}</p>
      {part !== undefined && <Progress value={part * 100} mb="sm" aria-label={t('web.logo.title')} />}
      <div className={parts.actions}>
        <FileButton accept="image/png,image/jpeg,image/webp,image/gif" onChange={(file) => void take(file)}>
          {(button) => (
            <Button {...button} loading={part !== undefined || save.isPending}>
              {t(logo ? 'web.logo.other' : 'web.logo.choose')}
            </Button>
          )}
        </FileButton>
        {logo && (
          <Button variant="subtle" onClick={remove}>
            {t('web.logo.remove')}
          </Button>
        )}
      </div>
    </Card>
  );
}

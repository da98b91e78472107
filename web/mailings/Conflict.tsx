import { Button, Modal } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { copyMailingRoute, listMailingsRoute, readMailingRoute, saveMailingRoute } from '../../server/mailings/contract.ts';
import { ApiProblem, call } from '../app/api.ts';
import { keyOf } from '../app/ask.ts';
import { paths } from '../app/paths.ts';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { FormActions } from '../ui/FormActions.tsx';
import { useT } from '../ui/language.tsx';
import { showDone } from '../ui/toast.tsx';
import { BlocksView } from './BlockView.tsx';
import { draftOf, type DraftKeeper, type Mailing } from './draft-keeper.ts';
import parts from './Editor.module.css';
import { MailPaper } from './MailPaper.tsx';

/** Two people wrote at once: nothing was overwritten, and the person here chooses what becomes of both. */
export function Conflict({ mailingId, keeper }: { mailingId: number; keeper: DraftKeeper }) {
  const t = useT();
  const environment = useParams().environment!;
  const [theirs, setTheirs] = useState<Mailing>();
  const { keepAsCopy, busy, problem, setProblem } = useKeepAsCopy(mailingId, keeper);
  const look = async () => {
    try {
      setTheirs(await call(readMailingRoute, { environment, params: { mailingId } }));
    } catch (error) {
      if (error instanceof ApiProblem) setProblem(error);
      else throw error;
    }
  };
  return (
    <div className={parts.conflict} role="alert">
      <p>
        <strong>{t('mailings.conflict')}</strong> {t('mailings.conflict-why')}
      </p>
      <ErrorNotice error={problem} />
      <div className={parts.conflictActions}>
        <Button onClick={() => void look()}>{t('mailings.conflict-look')}</Button>
        <Button variant="filled" loading={busy} onClick={() => void keepAsCopy()}>
          {t('mailings.conflict-copy')}
        </Button>
      </div>
      {theirs && (
        <Modal
          opened
          onClose={() => setTheirs(undefined)}
          size="xl"
          title={t('mailings.conflict-theirs', { name: theirs.name })}
          closeButtonProps={{ 'aria-label': t('web.close') }}
        >
          <p>
            <strong>{t('mailings.subject')}:</strong> {theirs.subject || t('mailings.no-subject')}
          </p>
          <MailPaper language={theirs.language} purposeId={theirs.purposeId}>
            <BlocksView blocks={draftOf(theirs).blocks} />
          </MailPaper>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              keeper.take(draftOf(theirs), theirs.version);
            }}
          >
            <p>{t('mailings.conflict-take-why')}</p>
            <FormActions label={t('mailings.conflict-take')}>
              <Button loading={busy} onClick={() => void keepAsCopy()}>
                {t('mailings.conflict-copy')}
              </Button>
            </FormActions>
          </form>
        </Modal>
      )}
    </div>
  );
}

/** One's own version under a name of its own; the mailing itself keeps what the colleague saved. */
function useKeepAsCopy(mailingId: number, keeper: DraftKeeper) {
  const t = useT();
  const environment = useParams().environment!;
  const navigate = useNavigate();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem>();
  const keepAsCopy = async () => {
    setBusy(true);
    setProblem(undefined);
    const params = { mailingId };
    const mine = keeper.read().draft;
    try {
      const theirs = await call(readMailingRoute, { environment, params });
      const copy = await call(copyMailingRoute, { environment, params });
      const name = t('mailings.copy-name', { name: mine.name }).slice(0, 120);
      const copied = { environment, params: { mailingId: copy.id } };
      await call(saveMailingRoute, { ...copied, body: { ...mine, name, version: copy.version } });
      keeper.take(draftOf(theirs), theirs.version);
      client.removeQueries({ queryKey: keyOf(readMailingRoute, copied) });
      void client.invalidateQueries({ queryKey: [listMailingsRoute.id] });
      showDone(t('mailings.conflict-copied', { name }));
      void navigate(paths.mailing(environment, copy.id));
    } catch (error) {
      if (error instanceof ApiProblem) setProblem(error);
      else throw error;
    } finally {
      setBusy(false);
    }
  };
  return { keepAsCopy, busy, problem, setProblem };
}

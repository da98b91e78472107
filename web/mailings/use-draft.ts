// The draft of the editor: kept by a DraftKeeper as long as the screen is open.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useParams } from 'react-router';
import { checkMailingRoute, listMailingsRoute, previewMailingRoute, saveMailingRoute } from '../../server/mailings/contract.ts';
import { call, newIdempotencyKey } from '../app/api.ts';
import { useSession } from '../app/session.tsx';
import { browserNotes, DraftKeeper, draftOf, type Kept, type Mailing } from './draft-keeper.ts';

export function useDraft(mailing: Mailing): Kept & { keeper: DraftKeeper } {
  const environment = useParams().environment!;
  const { email } = useSession();
  const client = useQueryClient();
  const [keeper] = useState(
    () =>
      new DraftKeeper({
        draft: draftOf(mailing),
        version: mailing.version,
        savedAt: new Date(mailing.updatedAt),
        notes: browserNotes(`kaartbak.draft.${email}.${environment}.${mailing.id}`),
        newKey: newIdempotencyKey,
        put: async (body, idempotencyKey) => {
          const saved = await call(saveMailingRoute, {
            environment,
            params: { mailingId: mailing.id },
            body,
            idempotencyKey,
          });
          for (const { id } of [checkMailingRoute, previewMailingRoute, listMailingsRoute]) {
            void client.invalidateQueries({ queryKey: [id] });
          }
          return saved;
        },
      }),
  );
  useEffect(() => {
    const flush = () => void keeper.flush();
    // a browser that closes asks once more while something is not saved
    const beforeUnload = (event: BeforeUnloadEvent) => {
      if (!keeper.unsaved) return;
      flush();
      event.preventDefault();
    };
    addEventListener('online', flush);
    addEventListener('beforeunload', beforeUnload);
    return () => {
      removeEventListener('online', flush);
      removeEventListener('beforeunload', beforeUnload);
      flush();
    };
  }, [keeper]);
  return { ...useSyncExternalStore(keeper.subscribe, keeper.read), keeper };
}

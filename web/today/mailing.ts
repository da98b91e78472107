import type { listMailingsRoute } from '../../server/mailings/contract.ts';
import type { Answer } from '../app/api.ts';

export type Mailing = Answer<typeof listMailingsRoute>['mailings'][number];

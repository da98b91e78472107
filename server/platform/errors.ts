// The three errors that are thrown on purpose, and the one for operators. Mapped to HTTP
// (problem+json, RFC 9457) in http.ts; everything else is a defect and answers 500.
import type { MessageKey, MessageParams } from '../../lib/i18n.ts';

/** The thing does not exist for this caller: absent, or of another environment. Answers 404. */
export class NotFound extends Error {
  readonly code = 'error.not-found';
  constructor(what = 'object') {
    super(`${what} not found`);
  }
}

/** The request is understood but not done, for a stable reason people can read. Answers 409 unless told otherwise. */
export class Refused extends Error {
  readonly code: MessageKey;
  readonly params: MessageParams;
  readonly status: number;
  constructor(code: MessageKey, params: MessageParams = {}, status = 409) {
    super(code);
    this.code = code;
    this.params = params;
    this.status = status;
  }
}

/** Fields that are not right, each with the key of its sentence. Answers 422. */
export class Invalid extends Error {
  readonly fields: Record<string, MessageKey>;
  constructor(fields: Record<string, MessageKey>) {
    super(`invalid: ${Object.keys(fields).join(', ')}`);
    this.fields = fields;
  }
}

/** Something the operator must mend before the program can run: one sentence, exit code 1. */
export class OperatorError extends Error {
  readonly code: MessageKey;
  readonly params: MessageParams;
  constructor(code: MessageKey, params: MessageParams = {}) {
    super(code);
    this.code = code;
    this.params = params;
  }
}

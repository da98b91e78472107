// The processes of an installation, and what each asks of Node.

export const roles = ['web', 'worker', 'mailer'] as const;
export type Role = (typeof roles)[number];

/**
 * Flags for Node. What a mailer makes lives shorter than anything: a small nursery takes a fifth of its memory away (300 MB became 246
 * at 20,000 readers) and costs no speed that can be measured.
 */
export const nodeFlags: Readonly<Record<Role, readonly string[]>> = {
  web: [],
  worker: [],
  mailer: ['--max-semi-space-size=4'],
};

// The filter above a timeline: groups of kinds, by the beginning of the kind.
export const factGroups = ['conversations', 'messages', 'permissions', 'membership', 'card'] as const;
export type FactGroup = (typeof factGroups)[number];

export const prefixesOfGroup: Record<FactGroup, readonly string[]> = {
  conversations: ['conversation.'],
  messages: ['mail.', 'letter.', 'sms.'],
  permissions: ['permission.', 'sign-up.'],
  membership: ['membership.', 'loan.'],
  card: ['contact.', 'task.'],
};

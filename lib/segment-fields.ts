// The lists a rule is made of, without anything that checks it: the workbench reads them too.
export const maxDepth = 10;
export const maxConditions = 200;

export const timeUnits = ['days', 'weeks', 'months', 'years'] as const;
export const permissionChannels = ['email', 'sms', 'letter', 'phone'] as const;
export const loanAudiences = ['adults', 'youth'] as const;
export const matches = ['all', 'any', 'none'] as const;

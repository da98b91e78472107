// What a card can say of somebody in one word: on the card, in its list and in the rules of segments.

/** What somebody is to the library. */
export const contactKinds = ['patron', 'reader', 'participant', 'prospect', 'guardian', 'organisation'] as const;

/** What is known of their e-mail address. */
export const emailStates = ['unknown', 'confirmed', 'bouncing', 'refused'] as const;

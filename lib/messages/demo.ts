/** What the operator reads while the demo network is made. */
export const nl = {
  'demo.inventing': 'Mensen, boeken en uitleningen bedenken',
  'demo.library': '{library}: {contacts} mensen en {loans} uitleningen',
  'demo.done': 'Het voorbeeldnetwerk staat klaar: {contacts} mensen en {loans} uitleningen, in {seconds} s',
};

export const en: Record<keyof typeof nl, string> = {
  'demo.inventing': 'Inventing people, books and loans',
  'demo.library': '{library}: {contacts} people and {loans} loans',
  'demo.done': 'The demo network is ready: {contacts} people and {loans} loans, in {seconds} s',
};

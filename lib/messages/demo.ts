/** What the operator reads while the demo network is made. */
export const nl = {
  'demo.inventing': 'Mensen, boeken en uitleningen bedenken',
  'demo.library': '{library}: {contacts} mensen en {loans} uitleningen',
  'demo.done': 'Het voorbeeldnetwerk staat klaar: {contacts} mensen en {loans} uitleningen, in {seconds} s',
  'demo.being-made': 'Het voorbeeldnetwerk wordt op dit moment al gemaakt, door een ander proces.',
  'demo.not-empty': 'Het voorbeeldnetwerk komt alleen in een lege installatie. Kies voor een tweede een andere map met KAARTBAK_HOME.',
  'demo.half-removed': 'Het maken van het voorbeeldnetwerk werd de vorige keer afgebroken; wat er half stond is weggehaald.',
  'demo.half-kept':
    'Het voorbeeldnetwerk is maar half gemaakt en blijft zo, want er kwam iets anders naast te staan. Begin in een lege map (KAARTBAK_HOME) om het heel te zien.',
};

export const en: Record<keyof typeof nl, string> = {
  'demo.inventing': 'Inventing people, books and loans',
  'demo.library': '{library}: {contacts} people and {loans} loans',
  'demo.done': 'The demo network is ready: {contacts} people and {loans} loans, in {seconds} s',
  'demo.being-made': 'The demo network is being made at this moment, by another process.',
  'demo.not-empty': 'The demo network only comes in an empty installation. Choose another folder with KAARTBAK_HOME for a second one.',
  'demo.half-removed': 'Making the demo network was broken off last time; the half that stood there has been removed.',
  'demo.half-kept':
    'The demo network is only half made and stays so, because something else came beside it. Begin in an empty folder (KAARTBAK_HOME) to see it whole.',
};

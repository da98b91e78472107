/** Why a mailing cannot leave, or cannot take a step. */
export const nl = {
  'mailings.error.moment-passed':
    'Het moment van vertrek ging voorbij terwijl Kaartbak stilstond. Kijk na of de mail niet al vertrokken is, en verstuur hem dan zelf.',
  'mailings.error.no-segment': 'Kies voor wie deze mailing is.',
  'mailings.error.no-purpose': 'Kies waarvoor je schrijft: daar hangt van af wie de mail mag krijgen.',
  'mailings.error.purpose-closed': 'Dit doel is gesloten. Kies een ander doel.',
  'mailings.error.no-sender': 'Kies van welk adres de mail komt.',
  'mailings.error.sender-not-proved':
    'Dit afzenderadres is nog niet bevestigd. Klik eerst op de knop in de mail die we ernaartoe stuurden.',
  'mailings.error.has-faults': 'Deze mailing kan nog niet weg. Los eerst op wat onder "Voor het vertrek" staat.',
  'mailings.error.nobody': 'Niemand van deze selectie mag deze mail krijgen. Bekijk waarom, of kies een andere selectie.',
  'mailings.error.moment-past': 'Dit moment is al voorbij. Kies een later moment.',
  'mailings.error.cancelled-stays':
    'Deze mailing is gestopt, en dat blijft zo: er vertrekt niets meer van. Maak een kopie als je de mail toch nog wilt sturen.',
  'mailings.error.not-from-here': 'Dat kan nu niet (meer): de mailing is intussen een stap verder. Laad de pagina opnieuw.',
};

export const en: Record<keyof typeof nl, string> = {
  'mailings.error.moment-passed':
    'Its moment passed while Kaartbak stood still. Make sure that the mail has not left already, then send it yourself.',
  'mailings.error.no-segment': 'Choose whom this mailing is for.',
  'mailings.error.no-purpose': 'Choose what you write for: it decides who may get the mail.',
  'mailings.error.purpose-closed': 'This purpose is closed. Choose another.',
  'mailings.error.no-sender': 'Choose which address the mail comes from.',
  'mailings.error.sender-not-proved': 'This sender address is not confirmed yet. First click the button in the mail we sent to it.',
  'mailings.error.has-faults': 'This mailing cannot leave yet. First mend what stands under "Before it leaves".',
  'mailings.error.nobody': 'Nobody of this segment may get this mail. See why, or choose another segment.',
  'mailings.error.moment-past': 'This moment has passed. Choose a later one.',
  'mailings.error.cancelled-stays':
    'This mailing was cancelled, and stays so: nothing of it leaves any more. Make a copy if you still want to send the mail.',
  'mailings.error.not-from-here': 'That is not possible now (any more): the mailing has moved on. Reload the page.',
};

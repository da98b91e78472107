/** How many days a loan is late; nothing once it came back. */
export function daysLate(loan: { due_on: string | null; returned_on: string | null }, today: string): number {
  if (loan.due_on === null || loan.returned_on !== null || loan.due_on >= today) return 0;
  return Math.round((Date.parse(today) - Date.parse(loan.due_on)) / 86_400_000);
}

// Figures for the planner. PostgreSQL gathers them by itself within minutes; after filling an empty installation that is
// too late: the first questions would be planned for tables that seem to be empty.
import pg from 'pg';

/** Gathers figures about these tables now; needs their owner. */
export async function gatherStatistics(ownerUrl: string, tables: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    for (const table of tables) await client.query(`analyze ${client.escapeIdentifier(table)}`);
  } finally {
    await client.end();
  }
}

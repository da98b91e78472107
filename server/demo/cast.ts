// The named people of the demo. Pictures, handbook and tests count on them: change nothing about them lightly, their order neither.
import { alone } from './cast/alone.ts';
import { families } from './cast/families.ts';
import type { CastHousehold } from './cast/shape.ts';

export const castHouseholds: readonly CastHousehold[] = [...families, ...alone];

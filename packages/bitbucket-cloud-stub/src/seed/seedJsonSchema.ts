import { z } from 'zod/v4';
import { seedShape } from './seedSchema';

/**
 * The JSON schema of a seed file, for completion in editors: `seed/seed.schema.json`. It says what
 * each part looks like; what parts say of each other is checked when the stub starts.
 */
export function seedJsonSchema(): object {
  const schema = z.toJSONSchema(seedShape, { io: 'input' });
  return { title: 'Seed of the stub for Bitbucket Cloud', ...schema };
}

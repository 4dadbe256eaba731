import { z } from 'zod/v4';
import { seedShape } from './seedSchema';

/**
 * The JSON schema of a seed file, for completion in editors: `seed/seed.schema.json`. It describes the
 * format of each part. The stub checks references between parts when it starts.
 */
export function seedJsonSchema(): object {
  const schema = z.toJSONSchema(seedShape, { io: 'input' });
  return { title: 'Seed of the stub for Bitbucket Cloud', ...schema };
}

import { type ConfigProblem } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { SECRETS_KEY } from './keys';

const SHORTEST_SECRET = 16;
/** Bitbucket's limit: `webhook_subscription` of Atlassian's OpenAPI document. */
const LONGEST_SECRET = 128;
/** Each secret is a digest for each delivery. Two are sufficient to replace one. */
const MOST_SECRETS = 10;

const REMEDY = `Generate a secret with at least ${SHORTEST_SECRET} characters, for example with: openssl rand -hex 32.`;

/** Returns the valid secrets, and adds the problems of the others, without their values. */
export function readSecrets(
  value: unknown,
  problems: ConfigProblem[],
): string[] {
  if (value === undefined) {
    return [];
  }
  if (!Array.isArray(value)) {
    problems.push({
      key: SECRETS_KEY,
      found: 'is not a list',
      remedy:
        'Write a list, even for one secret: [${BITBUCKET_WEBHOOK_SECRET}].',
    });
    return [];
  }
  if (value.length > MOST_SECRETS) {
    problems.push({
      key: SECRETS_KEY,
      found: `has ${value.length} secrets, more than ${MOST_SECRETS}`,
      remedy: 'Remove secrets that no webhook uses.',
    });
  }
  return value.flatMap((secret, index) => {
    const problem = findSecretProblem(secret);
    if (problem) {
      problems.push({ key: `${SECRETS_KEY}[${index}]`, ...problem });
    }
    return problem ? [] : [secret];
  });
}

function findSecretProblem(
  secret: unknown,
): Omit<ConfigProblem, 'key'> | undefined {
  if (typeof secret !== 'string') {
    return {
      found: 'is not a text',
      remedy: 'Write the secret in quotes, or take it from the environment.',
    };
  }
  if (!secret.trim()) {
    return {
      found: 'is empty',
      remedy: `Set the environment variable, or remove the entry. ${REMEDY}`,
    };
  }
  if (secret.trim() !== secret) {
    return {
      found: 'begins or ends with white space',
      remedy: 'Remove the white space, here and at Bitbucket.',
    };
  }
  if (secret.length < SHORTEST_SECRET) {
    return {
      found: `has ${secret.length} characters, fewer than ${SHORTEST_SECRET}`,
      remedy: REMEDY,
    };
  }
  if (secret.length > LONGEST_SECRET) {
    return {
      found: `has ${secret.length} characters, more than the ${LONGEST_SECRET} that Bitbucket accepts`,
      remedy: REMEDY,
    };
  }
  return undefined;
}

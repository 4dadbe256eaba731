import { z } from 'zod/v4';
import type { FaultRule } from './FaultRule';

const count = z.int('must be a whole number').min(1, 'must be 1 or more');

const url = z
  .string()
  .refine(value => URL.canParse(value), 'must be an absolute URL');

const ruleSchema: z.ZodType<FaultRule> = z.strictObject({
  method: z
    .string()
    .regex(/^[A-Z]+$/, 'must be in capitals, as in GET')
    .optional(),
  path: z
    .string()
    .regex(/^(\/|\*\*)/, 'must begin with "/" or "**"')
    .optional(),
  person: z.string().min(1).optional(),
  client: z.string().min(1).optional(),
  nth: count.optional(),
  times: count.optional(),
  probability: z
    .number()
    .min(0, 'must be from 0 to 1')
    .max(1, 'must be from 0 to 1')
    .optional(),
  seed: z.int('must be a whole number').optional(),
  latency: z
    .number()
    .min(0, 'must be 0 or more milliseconds')
    .max(600_000, 'must be 600000 milliseconds (10 minutes) at most')
    .optional(),
  status: z
    .int('must be a whole number')
    .min(200, 'must be from 400 to 599 (or from 200 with html)')
    .max(599, 'must be from 400 to 599')
    .optional(),
  message: z.string().min(1).optional(),
  hang: z.boolean().optional(),
  reset: z.boolean().optional(),
  truncate: z.union([z.boolean(), z.int().min(0)]).optional(),
  html: z.boolean().optional(),
  contentType: z
    .string()
    .regex(/^[\t\x20-\x7e]+$/, 'must be a header value')
    .optional(),
  rateLimit: z.int('must be a whole number').min(0).optional(),
  redirect: url.optional(),
  next: z
    .string()
    .refine(
      value => value === 'loop' || URL.canParse(value),
      'must be "loop" or an absolute URL',
    )
    .optional(),
  merge: z.record(z.string(), z.unknown()).optional(),
});

const EFFECTS = [
  'status',
  'hang',
  'reset',
  'truncate',
  'html',
  'contentType',
  'rateLimit',
  'redirect',
  'next',
  'merge',
] as const;

/**
 * Checks a rule.
 *
 * @throws Error that names the field and the expected value.
 */
export function readFaultRule(value: unknown): FaultRule {
  const result = ruleSchema.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    const field = issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
    throw new Error(`The fault rule is not valid: ${field}${issue.message}.`);
  }
  const rule = result.data;
  const problem = findProblem(rule);
  if (problem) {
    throw new Error(`The fault rule is not valid: ${problem}.`);
  }
  return rule;
}

/** Returns the names of a rule's effects besides waiting. `status` is part of `html` if that is set. */
export function effectsOf(rule: FaultRule): string[] {
  return EFFECTS.filter(
    name =>
      rule[name] !== undefined &&
      rule[name] !== false &&
      (name !== 'status' || !rule.html),
  );
}

function findProblem(rule: FaultRule): string | undefined {
  const effects = effectsOf(rule);
  if (effects.length > 1) {
    return `it has more than one effect (${effects.join(
      ', ',
    )}); add a rule for each`;
  }
  if (effects.length === 0 && rule.latency === undefined) {
    return `it has no effect; set latency or one of ${EFFECTS.join(', ')}`;
  }
  if (!rule.html && rule.status !== undefined && rule.status < 400) {
    return `status: must be from 400 to 599; it was ${rule.status}`;
  }
  return undefined;
}

import { z } from 'zod/v4';
import { isCallbackUrl } from '../oauth/callbackUrl';
import { SCOPES } from '../oauth/scopes';
import type { OAuthClient, Person, Seed, Workspace } from './types';

const uuid = z
  .string()
  .regex(
    /^\{[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}$/,
    'must be a lower case UUID in braces, like {a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b01}',
  );

const name = z.string().trim().min(1, 'must not be empty');

const slug = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9_-]*$/,
    'must hold lower case letters, digits, "-" and "_" only',
  );

const permission = z.enum([
  'owner',
  'create-project',
  'collaborator',
  'member',
]);

const email = z.strictObject({
  email: z.email('must be an email address'),
  is_primary: z.boolean(),
  is_confirmed: z.boolean(),
});

/** Checks one person on their own. */
export const personSchema: z.ZodType<Person> = z.strictObject({
  uuid,
  account_id: name,
  username: z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9_-]*$/,
      'must hold letters, digits, "-" and "_" only',
    ),
  nickname: name,
  display_name: name,
  created_on: z.iso.datetime({
    offset: true,
    error: 'must be a date and time like 2019-03-04T08:12:45.000000+00:00',
  }),
  has_2fa_enabled: z.boolean().nullable(),
  emails: z
    .array(email)
    .refine(
      emails => emails.filter(each => each.is_primary).length <= 1,
      'must have at most one primary address',
    ),
  workspaces: z.record(slug, permission),
  note: name.optional(),
  removed: z.boolean().optional(),
});

/** Checks one OAuth client on its own. */
export const clientSchema: z.ZodType<OAuthClient> = z.strictObject({
  id: name,
  secret: name,
  name: name.optional(),
  callbackUrl: z
    .string()
    .refine(
      isCallbackUrl,
      'must be an http: or https: URL without user information and fragment',
    )
    .optional(),
  scopes: z
    .array(z.enum([...SCOPES.keys()], 'must be a scope of Bitbucket Cloud'))
    .min(1, 'must name at least one scope'),
});

const workspaceSchema: z.ZodType<Workspace> = z.strictObject({
  slug,
  uuid,
  name,
});

/** Checks a whole seed: each part, unique identifiers, and memberships of workspaces that exist. */
export const seedSchema: z.ZodType<Seed> = z
  .strictObject({
    workspaces: z.array(workspaceSchema),
    people: z.array(personSchema),
    clients: z.array(clientSchema),
  })
  .superRefine((seed, context) => {
    const unique = <T>(list: keyof Seed, values: T[], field: keyof T) => {
      const seen = new Set<unknown>();
      values.forEach((value, index) => {
        if (seen.has(value[field])) {
          context.addIssue({
            code: 'custom',
            path: [list, index, field as string],
            message: `is used twice: ${value[field]}`,
          });
        }
        seen.add(value[field]);
      });
    };
    unique('workspaces', seed.workspaces, 'slug');
    unique('workspaces', seed.workspaces, 'uuid');
    unique('people', seed.people, 'uuid');
    unique('people', seed.people, 'account_id');
    unique('people', seed.people, 'username');
    unique('clients', seed.clients, 'id');

    const slugs = new Set(seed.workspaces.map(workspace => workspace.slug));
    seed.people.forEach((person, index) => {
      for (const membership of Object.keys(person.workspaces)) {
        if (!slugs.has(membership)) {
          context.addIssue({
            code: 'custom',
            path: ['people', index, 'workspaces', membership],
            message: `is not one of the workspaces of the seed`,
          });
        }
      }
    });
  });

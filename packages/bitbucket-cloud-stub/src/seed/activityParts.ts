import { z } from 'zod/v4';
import { RESTRICTION_KINDS } from '../model/restrictionKinds';
import { branchName, filePath } from './parts';
import type {
  SeedActivity,
  SeedPipelineDefinition,
  SeedPullRequest,
  SeedRepositoryActivity,
  SeedTests,
} from '../model/activity';

const text = z.string().trim().min(1, 'must not be empty');

const timeSpan = z
  .string()
  .regex(/^\d{1,5}[smhd]$/, 'must be a time span like 90s, 35m, 14h or 3d');

const comment = z.strictObject({
  by: text,
  created: timeSpan,
  text,
  inline: z
    .strictObject({ path: filePath, to: z.number().int().min(1) })
    .optional(),
  resolved: z.boolean().optional(),
});

const task = z.strictObject({
  by: text,
  created: timeSpan,
  text,
  resolved: z.boolean().optional(),
});

const pullRequestSchema: z.ZodType<SeedPullRequest> = z.strictObject({
  title: text.max(255),
  description: z.string().optional(),
  author: text,
  branch: branchName,
  state: z.enum(['OPEN', 'MERGED', 'DECLINED']).optional(),
  draft: z.boolean().optional(),
  created: timeSpan,
  updated: timeSpan.optional(),
  reviewers: z
    .record(text, z.enum(['approved', 'changes_requested', 'pending']))
    .optional(),
  files: z.record(filePath, z.string()),
  checks: z.enum(['SUCCESSFUL', 'FAILED', 'INPROGRESS', 'STOPPED']).optional(),
  comments: z.array(comment).optional(),
  tasks: z.array(task).optional(),
});

/** Validates what happened in one repository. */
export const repositoryActivitySchema: z.ZodType<SeedRepositoryActivity> =
  z.strictObject({
    repository: text,
    pull_requests: z.array(pullRequestSchema).optional(),
    branch_restrictions: z
      .array(
        z.strictObject({
          kind: z.enum(RESTRICTION_KINDS, 'must be a kind of Bitbucket Cloud'),
          pattern: text,
          value: z.number().int().optional(),
          users: z.array(text).optional(),
        }),
      )
      .optional(),
    definition: text.optional(),
    runs: z
      .string()
      .regex(/^[SFDXEPRQC]*$/, 'must only contain the letters SFDXEPRQC')
      .optional(),
    every: timeSpan.optional(),
    latest: timeSpan.optional(),
    people: z.array(text).min(1).optional(),
  });

/** Validates a test report. */
export const testsSchema: z.ZodType<SeedTests> = z.strictObject({
  total: z.number().int().min(1),
  skipped: z.number().int().min(0).optional(),
  suites: z.array(text).min(1),
  failing: z
    .array(
      z.strictObject({
        name: text,
        suite: text,
        message: text,
        stack_trace: z.string().optional(),
      }),
    )
    .optional(),
});

const step = z.strictObject({
  name: text,
  seconds: z.number().int().min(1),
  script: z.array(text),
  log: text,
  failed_log: text.optional(),
  repeat: z.number().int().min(1).optional(),
  tests: testsSchema.optional(),
  deployment: text.optional(),
});

const definitionSchema: z.ZodType<SeedPipelineDefinition> = z.strictObject({
  image: text,
  steps: z.array(step).min(1),
  custom: z
    .strictObject({ name: text, steps: z.array(step).min(1) })
    .optional(),
});

/** Validates all pull requests and pipelines of a seed, each part separately. */
export const activitySchema: z.ZodType<SeedActivity> = z.strictObject({
  definitions: z.record(text, definitionSchema),
  logs: z.record(text, z.string()),
  repositories: z.array(repositoryActivitySchema),
});

/** Validates one file in the folder of a seed. */
export const activityFileSchema = z.strictObject({
  definitions: z.record(text, definitionSchema).optional(),
  repositories: z.array(repositoryActivitySchema).optional(),
});

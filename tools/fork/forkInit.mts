// Makes this repository the portal of another company.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readCommandLine } from '../lib/commandLine.mts';
import { describeFailure } from '../lib/describeFailure.mts';
import { root } from '../lib/workspace.mts';
import { WorkTree } from '../upgrade/workTree.mts';
import { findProblems, type Answers } from './answers.mts';
import { changeSafely } from './changeSafely.mts';
import { git } from './git.mts';
import { checkIcon, readImage } from './images.mts';
import { makeFork, type ForkRecord } from './makeFork.mts';
import { findMissingGroup, findOwners, readPeople } from './people.mts';
import { completeAnswers } from './readAnswers.mts';
import { describeEnd } from './describeEnd.mts';

const help = `Usage: yarn fork:init [--company NAME] [OPTION]... [--dry-run]

Makes this repository the portal of your company: configuration, catalog, documents, package names and the company
of the stub. It asks for each answer that is not on the command line if it runs on a terminal. All changes are staged
in Git, and fork.json records the answers. It needs no network.

  --company NAME         the company, such as Acme
  --title NAME           the name of the portal; default: the company and "Portal"
  --domain DOMAIN        the domain of the company's email addresses; default: made from the company, under .example
  --scope SCOPE          the scope of the npm packages, such as @acme
  --workspace SLUG       the slug of the workspace at Bitbucket
  --administrators NAME  the group that has all permissions; default: platform, or the owners in the file of the people
  --support ADDRESS      the email address that users ask for help
  --color COLOR          the color of the brand, such as #0B6B78. Contrasts stay those of the template
  --accent COLOR         the color of the line at the selected page in the sidebar
  --logo FILE            a square SVG, or a PNG of 512 x 512 pixels or more; default: the initial of the company
  --artwork FILE         an SVG or PNG file for the lower half of the sign-in page; default: waves
  --people FILE          users and groups, from ./yarnw workspace:preview --write FILE; default: one administrator
  --dry-run              prints the difference and changes nothing`;

const text = { type: 'string' } as const;
const { values } = readCommandLine(help, {
  options: {
    company: text,
    title: text,
    domain: text,
    scope: text,
    workspace: text,
    administrators: text,
    support: text,
    color: text,
    accent: text,
    logo: text,
    artwork: text,
    people: text,
    'dry-run': { type: 'boolean' },
  },
});
const {
  people: file,
  logo,
  artwork,
  'dry-run': isDry = false,
  ...given
} = values;

/** Returns the answers of an earlier run. */
function readRecord(): ForkRecord | undefined {
  const path = join(root, 'fork.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

/** Returns whether packages of other authors have the scope. */
function isUsed(scope: string): boolean {
  return existsSync(join(root, 'node_modules', scope));
}

/** A fork has no names of the template left that the command could replace. */
function describeExisting({ answers }: ForkRecord): string {
  const other = (Object.keys(answers) as (keyof Answers)[]).filter(
    key => given[key] !== undefined && given[key] !== answers[key],
  );
  if (other.length > 0) {
    throw new Error(
      `This repository is the portal of ${
        answers.company
      } already (fork.json), so ${other
        .map(key => `--${key}`)
        .join(
          ', ',
        )} cannot change it. Change the configuration and the files, or start from the template again.`,
    );
  }
  return `This repository is the portal of ${answers.company} already (fork.json). Nothing changed.`;
}

async function main(): Promise<number> {
  const record = readRecord();
  if (record) {
    console.log(describeExisting(record));
    return 0;
  }
  if (!existsSync(join(root, '.git'))) {
    throw new Error(
      'This folder is not a Git repository, so the changes could not be undone. Clone the repository, or run: git init && git add --all && git commit --message "Import the template"',
    );
  }
  if (new WorkTree(root).changedFiles().length > 0) {
    throw new Error(
      'The repository has changes that are not committed. Commit or stash them first, so that you can review and undo what this command changes.',
    );
  }
  const people = file === undefined ? undefined : readPeople(resolve(file));
  const drawings = {
    logo: logo ? readImage('--logo', resolve(logo)) : undefined,
    artwork: artwork ? readImage('--artwork', resolve(artwork)) : undefined,
  };
  if (drawings.logo) {
    checkIcon('--logo', drawings.logo);
  }
  const answers = await completeAnswers(given, people && findOwners(people));
  const problems = findProblems(answers);
  if (problems.length === 0 && isUsed(answers.scope)) {
    problems.push(
      `--scope is "${answers.scope}", which packages in node_modules use already. Choose another scope.`,
    );
  }
  const missing = people && findMissingGroup(people, answers.administrators);
  if (missing) {
    problems.push(missing);
  }
  if (problems.length > 0) {
    throw new Error(problems.join('\n'));
  }
  const template = git(root, ['rev-parse', 'HEAD']).trim();
  const difference = await changeSafely(
    root,
    copy => makeFork(copy, { answers, template }, { people, ...drawings }),
    { isDry },
  );
  console.log(isDry ? difference : describeEnd(root, answers));
  return 0;
}

main().then(
  code => {
    process.exitCode = code;
  },
  error => {
    console.error(describeFailure(error));
    process.exitCode = 1;
  },
);

import type { Pin } from './readPins.mts';

/**
 * Returns docs/contribute/pins.md, before Prettier formats it.
 *
 * @param resolutions - versions by package name, as in package.json
 */
export function writePinsPage(
  pins: Pin[],
  resolutions: Record<string, string>,
): string {
  const isResolution = ({ packages }: Pin) =>
    packages.every(name => name in resolutions);
  return `# Pinned dependencies

[Renovate](https://docs.renovatebot.com) opens pull requests for new versions. Its configuration, \`renovate.json\`, has a rule for each
version that must not change yet, with the reason, the condition and the date of its next review. \`./yarnw pins\` makes this page from it.

- \`./yarnw lint\` fails if a rule and \`resolutions\` in the root \`package.json\` differ, or if a resolution has no effect.
- The nightly job fails when a date is over: remove the pin, or set a later date if the reason still applies.

To remove a pin, remove its rule and its resolution. Then run \`./yarnw install\`, \`./yarnw pins\`, \`./yarnw tsc\` and \`./yarnw test\`.

## Pinned by resolutions

\`resolutions\` overrides the versions that packages require.

${table(pins.filter(isResolution))}

"Incomplete" means: the newest release has an optional package for each platform. One of these packages was not in every registry mirror
when the lockfile was created. Yarn resolves all platforms and stops with \`No candidates found\` (YN0082). The pin is the newest complete
release.

## Held by Renovate

Renovate proposes no version outside the range.

${table(pins.filter(pin => !isResolution(pin)))}

Two other versions are fixed:

- Yarn: \`packageManager\` in \`package.json\`, and the file under \`.yarn/releases\`. Renovate changes both together.
- Backstage: \`backstage.json\`. See [Upgrade Backstage](upgrade-backstage.md).

## Run Renovate

Choose one:

- Install the Renovate app of Mend in the workspace. It finds \`renovate.json\` itself.
- Run the custom pipeline \`renovate\` of \`bitbucket-pipelines.yml\`: schedule it every night under _Repository settings > Pipelines >
  Schedules_. Create an Atlassian account for Renovate, with write access to the repository, and an API token for it with the scopes
  \`read:user\`, \`read:workspace\`, \`read:repository\`, \`write:repository\`, \`read:pullrequest\` and \`write:pullrequest\`, each with the
  suffix \`:bitbucket\`. Add the secured variables \`RENOVATE_USERNAME\`, its email address, and \`RENOVATE_PASSWORD\`, the token.
`;
}

function table(pins: Pin[]): string {
  return [
    '| Package | Version | Reason | Remove it when | Review by |',
    '| --- | --- | --- | --- | --- |',
    ...pins.map(
      ({ packages, versions, reason, removeWhen, until }) =>
        `| ${packages
          .map(name => `\`${name}\``)
          .join(
            ', ',
          )} | \`${versions}\` | ${reason} | ${removeWhen} | ${until} |`,
    ),
  ].join('\n');
}

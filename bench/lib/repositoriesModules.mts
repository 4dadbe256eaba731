/** The module of this repository, and Backstage's own module for Bitbucket Cloud. */
export const moduleNames = ['ours', 'backstage'] as const;

export type ModuleName = (typeof moduleNames)[number];

/** @throws Error with a message about the option */
export function readModule(text: string): ModuleName {
  const name = moduleNames.find(each => each === text);
  if (!name) {
    throw new Error(
      `--module accepts ${moduleNames.join(' and ')}; it found "${text}".`,
    );
  }
  return name;
}

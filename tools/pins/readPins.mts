/** A version that must not change yet: a rule with `allowedVersions` of renovate.json. */
export interface Pin {
  packages: string[];
  /** A version or a range of npm. */
  versions: string;
  reason: string;
  removeWhen: string;
  /** The last day on which it applies without a review, as 2027-03-01. */
  until: string;
}

/** The part of renovate.json that describes pins. */
export interface RenovateConfig {
  packageRules?: {
    description?: string[];
    matchPackageNames?: string[];
    allowedVersions?: string;
  }[];
}

/**
 * Reads the pins of renovate.json.
 *
 * @throws Error if the description of a pin lacks its reason, its end or its date
 */
export function readPins({ packageRules = [] }: RenovateConfig): Pin[] {
  return packageRules.flatMap(
    ({ allowedVersions, description = [], matchPackageNames = [] }) => {
      if (!allowedVersions) {
        return [];
      }
      const read = (label: string, pattern: RegExp) => {
        const line = description.find(each => each.startsWith(`${label}: `));
        const text = line?.slice(label.length + 2);
        if (!text || !pattern.test(text)) {
          throw new Error(
            `renovate.json: the rule for ${matchPackageNames.join(
              ', ',
            )} needs a line "${label}: …" in its description.`,
          );
        }
        return text;
      };
      return [
        {
          packages: matchPackageNames,
          versions: allowedVersions,
          reason: read('Reason', /\S/),
          removeWhen: read('Remove it when', /\S/),
          until: read('Hold until', /^\d{4}-\d\d-\d\d$/),
        },
      ];
    },
  );
}

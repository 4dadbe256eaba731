import { visibleText } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';

/**
 * Shows a text that a person wrote at Bitbucket. The element isolates its direction, and characters that would
 * change the direction or are not visible are shown as their codes.
 */
export const UserText = ({ text }: { text: string }) => (
  <bdi>{visibleText(text)}</bdi>
);

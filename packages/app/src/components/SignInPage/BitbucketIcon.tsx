import { SvgIcon, type SvgIconProps } from '@material-ui/core';

/**
 * A bucket icon for Bitbucket, which does not use Bitbucket's trademark.
 *
 * @public
 */
export const BitbucketIcon = (props: SvgIconProps) => (
  <SvgIcon {...props}>
    <path d="M3.3 4.2h17.4c.6 0 1 .5.9 1.1l-2.3 13.8c-.1.6-.6 1-1.2 1H5.9c-.6 0-1.1-.4-1.2-1L2.4 5.3c-.1-.6.3-1.1.9-1.1Zm5.3 4.9 1 6h4.8l1-6H8.6Z" />
  </SvgIcon>
);

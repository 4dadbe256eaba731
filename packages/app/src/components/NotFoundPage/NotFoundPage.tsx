import { Typography } from '@material-ui/core';
import { Content, Header, Link, Page } from '@backstage/core-components';
import { WhomToAsk } from '../WhomToAsk';

/**
 * What the portal shows at an address where it has no page.
 *
 * @public
 */
export const NotFoundPage = () => (
  <Page themeId="other">
    <Header title="There is no page at this address" />
    <Content>
      <Typography paragraph>
        The address may be misspelt, or the page has moved.{' '}
        <Link to="/">Go to the home page</Link>, or{' '}
        <Link to="/search">search for what you need</Link>.
      </Typography>
      <Typography paragraph>
        <WhomToAsk />
      </Typography>
    </Content>
  </Page>
);

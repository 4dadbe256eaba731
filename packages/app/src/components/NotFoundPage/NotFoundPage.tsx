import { Typography } from '@material-ui/core';
import { Content, Header, Link, Page } from '@backstage/core-components';
import { WhomToAsk } from '../WhomToAsk';

/**
 * The page for unknown URLs of the portal.
 *
 * @public
 */
export const NotFoundPage = () => (
  <Page themeId="other">
    <Header title="Page not found" />
    <Content>
      <Typography paragraph>
        The URL may be misspelled, or the page may have moved.{' '}
        <Link to="/">Go to the home page</Link>, or{' '}
        <Link to="/search">search for what you need</Link>.
      </Typography>
      <Typography paragraph>
        <WhomToAsk />
      </Typography>
    </Content>
  </Page>
);

import { useEffect } from 'react';
import { Button, makeStyles, Paper, Typography } from '@material-ui/core';
import { Progress } from '@backstage/core-components';
import {
  configApiRef,
  type SignInPageProps,
  useApi,
} from '@backstage/core-plugin-api';
import { LogoIcon } from '../Logo';
import { BitbucketIcon } from './BitbucketIcon';
import { FailureNotice } from './FailureNotice';
import { SignInArtwork } from './SignInArtwork';
import { type SignInFlow, useBitbucketSignIn } from './useBitbucketSignIn';

const useStyles = makeStyles(theme => ({
  page: {
    position: 'relative',
    minHeight: '100vh',
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'center',
    padding: theme.spacing(3, 2),
    overflow: 'hidden',
    backgroundColor: theme.palette.background.default,
  },
  card: {
    position: 'relative',
    width: '100%',
    maxWidth: 432,
    padding: theme.spacing(5, 4),
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(3),
    textAlign: 'center',
    borderRadius: 16,
    boxShadow: '0 24px 48px -24px rgba(6, 34, 42, 0.35)',
    [theme.breakpoints.down('xs')]: { padding: theme.spacing(4, 2.5) },
  },
  title: {
    fontSize: '1.75rem',
    fontWeight: 700,
    letterSpacing: '-0.02em',
    lineHeight: 1.2,
    margin: theme.spacing(1.5, 0, 0.5),
  },
  note: { marginTop: theme.spacing(1.5) },
}));

const BEFORE: Record<SignInFlow, string> = {
  popup: 'Opens Bitbucket in a new window.',
  redirect: 'Takes you to Bitbucket and back here.',
};

const DURING: Record<SignInFlow, string> = {
  popup:
    'Waiting for Bitbucket… If you cannot find its window, press the button again.',
  redirect: 'Going to Bitbucket…',
};

/**
 * The sign-in page, with Bitbucket as the only method.
 *
 * A browser with a session continues without showing the page. Backstage's own page is not used: it does
 * not let users try again after the redirect flow has failed, does not report a blocked window, and
 * shows no contact.
 *
 * @public
 */
export const SignInPage = ({ onSignInSuccess }: SignInPageProps) => {
  const classes = useStyles();
  const config = useApi(configApiRef);
  const { state, outage, flow, signIn } = useBitbucketSignIn(onSignInSuccess);
  const isPortalUnavailable = outage !== undefined;
  const title = config.getOptionalString('app.title') ?? 'Developer portal';
  const company = config.getOptionalString('organization.name');

  const isShown = state.step !== 'checking' || isPortalUnavailable;
  const isWaitingForBitbucket =
    state.step === 'waiting' && !isPortalUnavailable;

  useEffect(() => {
    const previousTitle = document.title;
    if (isShown) {
      document.title = `Sign in | ${title}`;
    }
    return () => {
      document.title = previousTitle;
    };
  }, [isShown, title]);

  if (!isShown) {
    return <Progress />;
  }

  return (
    <main className={classes.page}>
      <SignInArtwork />
      <Paper className={classes.card}>
        <div>
          <LogoIcon size={64} />
          <Typography component="h1" className={classes.title}>
            {title}
          </Typography>
          {company && (
            <Typography color="textSecondary">
              The developer portal of {company}
            </Typography>
          )}
        </div>
        {isPortalUnavailable && (
          <FailureNotice
            heading="The portal is temporarily unavailable"
            reason={outage}
          />
        )}
        {!isPortalUnavailable &&
          state.step === 'signedOut' &&
          state.failure && (
            <FailureNotice
              heading="You are not signed in"
              reason={state.failure}
            />
          )}
        <div>
          <Button
            fullWidth
            size="large"
            variant="contained"
            color="primary"
            startIcon={<BitbucketIcon />}
            onClick={signIn}
          >
            Sign in using Bitbucket
          </Button>
          <Typography
            role="status"
            variant="body2"
            color="textSecondary"
            className={classes.note}
          >
            {isWaitingForBitbucket ? DURING[flow] : BEFORE[flow]}
          </Typography>
        </div>
      </Paper>
    </main>
  );
};

import { useEffect, useState } from 'react';
import { useLocation, useNavigate } from 'react-router-dom';

/**
 * Returns the error of the redirect flow, if any.
 *
 * The backend appends it to the page's URL as `?error=`. The hook removes it from the URL immediately,
 * so that neither a reload nor the next attempt reads it again.
 */
export function useCallbackError(): string | undefined {
  const location = useLocation();
  const navigate = useNavigate();
  const [error] = useState(
    () => new URLSearchParams(location.search).get('error') ?? undefined,
  );

  useEffect(() => {
    const search = new URLSearchParams(location.search);
    if (search.has('error')) {
      search.delete('error');
      navigate({ ...location, search: search.toString() }, { replace: true });
    }
  }, [location, navigate]);

  return error;
}

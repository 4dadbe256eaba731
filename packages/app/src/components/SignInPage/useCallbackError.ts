import { useEffect, useState } from 'react';
import { useLocation, useNavigate } from 'react-router-dom';

/**
 * The reason with which the redirect flow came back, if it did.
 *
 * The backend appends it to the page's address as `?error=`. It is taken out of the address at
 * once, so that neither a reload nor the next attempt finds it again.
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

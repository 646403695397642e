/** Loads the page again where it is older than what Kite serves; something may have to be saved before. */
export const Reload = () => (
  <button type="button" class="button" onClick={() => location.reload()}>
    Kite was updated: reload
  </button>
);

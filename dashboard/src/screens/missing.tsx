import { Link } from 'wouter-preact';
import { paths } from '../paths.ts';

/** For an address that is no screen's. */
export const Missing = () => (
  <div class="message">
    <h1>There is no such page</h1>
    <Link href={paths.now}>See what is broken now</Link>
  </div>
);

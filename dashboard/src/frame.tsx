import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Link, useLocation } from 'wouter-preact';
import { useMe } from './data/me.ts';
import { hasSentAll } from './data/resolving.ts';
import { signOut, useSession } from './data/session.ts';
import icon from './look/kite.svg';
import { Help } from './parts/help.tsx';
import { useKeys } from './parts/keys.ts';
import { Resolvings } from './parts/resolvings.tsx';
import { paths } from './paths.ts';

const SCREENS = [
  { name: 'Now', path: paths.now },
  { name: 'Namespaces', path: paths.namespaces },
  { name: 'Set-up', path: paths.setUp },
];

/** The bar at the top of every screen, and the screen below it. */
export function Frame({ children }: { readonly children: ComponentChildren }) {
  const [location, go] = useLocation();
  const [isHelping, setHelping] = useState(false);
  useKeys({
    '?': () => setHelping(true),
    'g n': () => go(paths.now),
    'g m': () => go(paths.namespaces),
    'g s': () => go(paths.setUp),
  });
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  // Someone who cannot see the new screen hears of it.
  useEffect(() => {
    if (!isFirst.current) main.current?.focus();
    isFirst.current = false;
  }, [location]);
  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <header class="bar">
        <Link class="brand" href={paths.now}>
          <img src={icon} alt="" />
          Kite
        </Link>
        <nav aria-label="Screens">
          {SCREENS.map(({ name, path }) => (
            <Link key={path} href={path} aria-current={location === path ? 'page' : undefined}>
              {name}
            </Link>
          ))}
        </nav>
        <button type="button" class="button quiet help-button" onClick={() => setHelping(true)}>
          Keys <kbd>?</kbd>
        </button>
        <Who />
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        {children}
      </main>
      <Resolvings />
      {isHelping && <Help close={() => setHelping(false)} />}
    </>
  );
}

function Who() {
  const { data: me } = useMe();
  const session = useSession();
  const [isLeaving, setLeaving] = useState(false);
  // What was not resolved is told, and can be tried again.
  const leave = async () => {
    setLeaving(true);
    if (await hasSentAll()) signOut();
    setLeaving(false);
  };
  // Where anyone may do everything, nobody is anyone.
  if (me === undefined || session === undefined) return null;
  return (
    <div class="who">
      <span class="id" title={`Kite knows you as ${me.id}`}>
        {session.openId?.name ?? me.id}
      </span>{' '}
      <button type="button" class="button" disabled={isLeaving} onClick={leave}>
        Sign out
      </button>
    </div>
  );
}

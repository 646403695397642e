interface Props {
  readonly links: readonly { readonly title: string; readonly url: string }[];
  readonly class?: string;
}

/** Where runs and logs are. They open beside the dashboard, and say where they lead. */
export const Links = ({ links, class: name }: Props) => (
  <>
    {links.map(({ title, url }) => (
      <a key={url} class={name} href={url} title={url} target="_blank" rel="noopener noreferrer" data-log>
        {title}
        <span aria-hidden="true"> ↗</span>
        <span class="sr-only"> (opens in a new tab)</span>
      </a>
    ))}
  </>
);

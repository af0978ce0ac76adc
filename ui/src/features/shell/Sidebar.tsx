import { NavLink } from "react-router";
import { useOpenIncidents } from "@/features/incidents";
import { useCan } from "@/features/session";
import { formatCount, plural } from "@/shared/format";
import { Icon, type IconName, Logo } from "@/shared/ui";
import { LiveSign } from "./LiveSign";
import { UserMenu } from "./UserMenu";

export function Sidebar() {
  const admin = useCan("admin");
  const open = useOpenIncidents().data?.total_size ?? 0;
  return (
    <header className="sidebar">
      <NavLink to="/tests" className="sidebar-brand" aria-label="FourEyes, all tests">
        <Logo />
        <span>FourEyes</span>
      </NavLink>
      <nav className="sidebar-nav" aria-label="Main">
        <Item to="/tests" icon="tests" label="Tests" />
        <Item to="/incidents" icon="incidents" label="Incidents" count={open} />
        <Item to="/alert-rules" icon="rules" label="Alert rules" />
        <Item to="/nodes" icon="nodes" label="Nodes" />
        {admin && <Item to="/settings/api-tokens" icon="settings" label="API tokens" />}
      </nav>
      <div className="sidebar-foot">
        <LiveSign />
        <UserMenu />
      </div>
    </header>
  );
}

function Item({ to, icon, label, count = 0 }: { to: string; icon: IconName; label: string; count?: number }) {
  return (
    <NavLink to={to} className="sidebar-item">
      <Icon name={icon} />
      <span className="sidebar-label">{label}</span>{" "}
      {count > 0 && (
        <span className="sidebar-count">
          <span aria-hidden="true">{formatCount(count)}</span>
          <span className="visually-hidden">{plural(count, "open incident")}</span>
        </span>
      )}
    </NavLink>
  );
}

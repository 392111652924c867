"use client";

import { KeyRound, LogOut, Monitor, Moon, Sun, UserRound } from "lucide-react";
import Link from "next/link";
import { Avatar } from "@/components/ui/avatar";
import {
  Menu,
  MenuContent,
  MenuItem,
  MenuLabel,
  MenuRadioGroup,
  MenuRadioItem,
  MenuSeparator,
  MenuTrigger,
} from "@/components/ui/menu";
import { logOut, useSession } from "@/features/session/session";
import { cn } from "@/lib/cn";
import { useTheme } from "./use-theme";

/** Who is logged in, with the quick settings and the way out. */
export function UserMenu({ narrow }: { narrow: boolean }) {
  const { user } = useSession();
  const [theme, setTheme] = useTheme();
  return (
    <Menu>
      <MenuTrigger
        aria-label={`Account of ${user.name}`}
        className={cn(
          "flex h-10 w-full items-center gap-2.5 rounded-md px-2 text-left text-sm hover:bg-hover",
          narrow && "justify-center px-0",
        )}
      >
        <Avatar name={user.name} />
        {!narrow && (
          <span className="min-w-0 flex-1">
            <span className="block truncate font-medium">{user.name}</span>
          </span>
        )}
      </MenuTrigger>
      <MenuContent side="top" align="start" className="w-56">
        <MenuLabel>
          {user.name}
          {user.role ? ` · ${user.role}` : ""}
        </MenuLabel>
        <MenuItem asChild>
          <Link href="/settings/profile">
            <UserRound /> Profile
          </Link>
        </MenuItem>
        <MenuItem asChild>
          <Link href="/settings/keys">
            <KeyRound /> API keys
          </Link>
        </MenuItem>
        <MenuSeparator />
        <MenuLabel>Theme</MenuLabel>
        <MenuRadioGroup value={theme} onValueChange={(value) => setTheme(value as typeof theme)}>
          <MenuRadioItem value="system">
            <Monitor /> System
          </MenuRadioItem>
          <MenuRadioItem value="light">
            <Sun /> Light
          </MenuRadioItem>
          <MenuRadioItem value="dark">
            <Moon /> Dark
          </MenuRadioItem>
        </MenuRadioGroup>
        <MenuSeparator />
        <MenuItem onSelect={() => void logOut()}>
          <LogOut /> Log out
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}

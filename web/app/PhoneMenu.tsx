import { Drawer } from '@mantine/core';
import { useT } from '../ui/language.tsx';
import type { SessionEnvironment } from './session.tsx';
import parts from './Shell.module.css';
import { Brand, SideBar } from './SideBar.tsx';

/** The side bar as a drawer, where the screen is too narrow for it. */
export function PhoneMenu({ environment, onClose }: { environment: SessionEnvironment; onClose: () => void }) {
  const t = useT();
  return (
    <Drawer
      opened
      onClose={onClose}
      closeOnClickOutside
      size="17rem"
      title={<Brand />}
      closeButtonProps={{ 'aria-label': t('web.close') }}
      classNames={{ content: parts.drawer!, header: parts.drawer!, title: parts.drawerTitle! }}
    >
      <SideBar environment={environment} withBrand={false} />
    </Drawer>
  );
}

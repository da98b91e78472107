import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import { useT } from './language.tsx';

/** A password that can be looked at while typing; a new one says what makes a good one. */
export function PasswordField({ kind, ...more }: PasswordInputProps & { kind: 'current' | 'new' }) {
  const t = useT();
  return (
    <PasswordInput
      label={t('web.login.password')}
      description={kind === 'new' ? t('web.password.hint') : undefined}
      autoComplete={`${kind}-password`}
      visibilityToggleButtonProps={{ 'aria-label': t('web.login.show-password') }}
      required
      withAsterisk={false}
      {...more}
    />
  );
}

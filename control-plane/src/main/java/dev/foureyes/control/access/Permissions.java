package dev.foureyes.control.access;

import dev.foureyes.proto.common.v1.Annotations;
import dev.foureyes.proto.common.v1.Permission;
import dev.foureyes.proto.control.v1.Role;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.util.Map;
import java.util.Set;

/**
 * Which role may do what. What a method needs is said in the contract; a method of which it is not
 * said is nobody's.
 */
public final class Permissions {

  private static final Map<Role, Set<Permission>> OF_ROLE =
      Map.of(
          Role.ROLE_VIEWER,
              Set.of(
                  Permission.PERMISSION_PUBLIC,
                  Permission.PERMISSION_SIGNED_IN,
                  Permission.PERMISSION_READ),
          Role.ROLE_EDITOR,
              Set.of(
                  Permission.PERMISSION_PUBLIC,
                  Permission.PERMISSION_SIGNED_IN,
                  Permission.PERMISSION_READ,
                  Permission.PERMISSION_EDIT),
          Role.ROLE_ADMIN,
              Set.of(
                  Permission.PERMISSION_PUBLIC,
                  Permission.PERMISSION_SIGNED_IN,
                  Permission.PERMISSION_READ,
                  Permission.PERMISSION_EDIT,
                  Permission.PERMISSION_ADMIN));

  private Permissions() {}

  static boolean allows(Role role, Permission permission) {
    return OF_ROLE.getOrDefault(role, Set.of()).contains(permission);
  }

  /** What the contract says that a method needs; unspecified where it says nothing. */
  static Permission of(MethodDescriptor<?, ?> method) {
    if (!(method.getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier schema)) {
      return Permission.PERMISSION_UNSPECIFIED;
    }
    return schema.getMethodDescriptor().getOptions().getExtension(Annotations.permission);
  }
}

package dev.foureyes.control;

import static com.tngtech.archunit.lang.conditions.ArchConditions.have;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.foureyes.control.database.EntityTable;
import dev.foureyes.model.Scope;
import org.junit.jupiter.api.Test;

/** No method of a repository can forget whose rows it is about. */
class RepositoryScopeTest {

  private static final JavaClasses CONTROL_PLANE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.foureyes.control");

  private static final DescribedPredicate<JavaMethod> A_SCOPE =
      DescribedPredicate.describe(
          "a parameter of type Scope",
          method ->
              method.getRawParameterTypes().stream()
                  .anyMatch(type -> type.isEquivalentTo(Scope.class)));

  /**
   * Users, sessions and secrets are what scopes are made from: they are looked for before there is
   * one.
   */
  private static final DescribedPredicate<JavaMethod> MAKING_SCOPES =
      DescribedPredicate.describe(
          "of AccessRepository, or finding by a secret's hash",
          method ->
              method.getOwner().getSimpleName().equals("AccessRepository")
                  || method.getName().matches("find.*ByHash"));

  @Test
  void everyMethodOfARepositoryTakesAScope() {
    methods()
        .that()
        .areDeclaredInClassesThat()
        .haveSimpleNameEndingWith("Repository")
        .and()
        .doNotHaveModifier(JavaModifier.PRIVATE)
        .and()
        .doNotHaveModifier(JavaModifier.SYNTHETIC)
        .and(DescribedPredicate.not(MAKING_SCOPES))
        .should(have(A_SCOPE))
        .check(CONTROL_PLANE);
  }

  @Test
  void everyMethodOfATableOfEntitiesTakesAScope() {
    methods()
        .that()
        .areDeclaredIn(EntityTable.class)
        .and()
        .arePublic()
        .and()
        .haveNameNotMatching("table|parser|equals|hashCode|toString")
        .should(have(A_SCOPE))
        .check(CONTROL_PLANE);
  }
}

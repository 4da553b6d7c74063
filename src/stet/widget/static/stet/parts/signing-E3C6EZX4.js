import{a,b,c,d,e}from"./chunk-3XETHH26.js";import"./chunk-RYMCB4FF.js";import"./chunk-IIDTBVF7.js";export{a as accountLine,d as forgetBegun,c as hasBegun,b as signIn,e as signInNotice};
